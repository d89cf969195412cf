"""Domain errors: a stable code, an HTTP status and a sentence for the person."""

from __future__ import annotations

from collections.abc import Mapping

from .i18n import N_


class DomainError(Exception):
    """Something the rules refuse. `code` is stable; `message` is a Chinese source text of the catalogue.

    `params` fill the message's `%(name)s` places after translation.
    """

    status = 409
    code = "refused"
    message = N_("现在不能这样做。")

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        **params: object,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.params: Mapping[str, object] = params
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFound(DomainError):
    """No such thing, or not for this person: the two are not told apart."""

    status = 404
    code = "not_found"
    message = N_("没有找到这个页面或内容，可能已被移走，或不在你的权限之内。")


class Forbidden(DomainError):
    """The person's role does not reach this far."""

    status = 403
    code = "forbidden"
    message = N_("没有权限。如需要，请联系支部组织者。")


class Invalid(DomainError):
    """Input that cannot be used; `field` says where."""

    status = 422
    code = "invalid"
    message = N_("填写的内容有误，请检查。")

    def __init__(
        self, message: str | None = None, *, field: str = "", code: str | None = None, **params: object
    ) -> None:
        super().__init__(message, code=code)
        self.params = params
        self.field = field


class Busy(DomainError):
    """The server cannot take more now; try again shortly."""

    status = 503
    code = "busy"
    message = N_("现在人多，请过几秒再试。")


class TooMany(DomainError):
    """Too many failures from this account or address."""

    status = 429
    code = "too_many"
    message = N_("尝试次数过多，请在 %(seconds)s 秒后再试。")
