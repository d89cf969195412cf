"""Handing mails to a mail server, and telling what it certainly did not take from what nobody knows."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ...infra.addresses import is_loopback

TIMEOUT_S = 15


class NotTaken(Exception):
    """The mail server did not take a mail. `down`: it takes none at all now."""

    def __init__(self, why: str, *, down: bool = False) -> None:
        super().__init__(why)
        self.down = down


class Unknown(Exception):
    """The line broke after the mail was handed over and before it was acknowledged."""


class Sender(Protocol):
    """What sends a mail."""

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; raises `NotTaken` or `Unknown`."""


class Smtp:
    """A line to the mail server of a URL: smtp://user:password@host:port, smtps:// for TLS from the start.

    Over smtp:// TLS is used where the server offers it; without it a password goes to this computer alone.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Smtp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def check(self) -> None:
        """Connect and sign in; raises `NotTaken` when that cannot be done."""
        self._open()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; raises `NotTaken` or `Unknown`."""
        line = self._open()
        try:
            code, said = line.mail(_bare(message["From"]))
            if code == 250:
                code, said = line.rcpt(_bare(message["To"]))
            if code not in (250, 251):
                line.rset()
                raise NotTaken(_words(code, said))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotTaken(str(error), down=True) from error
        try:
            code, said = line.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            line.rset()
            raise NotTaken(_words(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unknown(str(error)) from error
        if code != 250:
            raise NotTaken(_words(code, said))

    def _open(self) -> smtplib.SMTP:
        if self._line is not None:
            return self._line
        try:
            self._line = self._connect()
            self._sign_in(self._line)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotTaken(str(error) or type(error).__name__, down=True) from error
        return self._line

    def _connect(self) -> smtplib.SMTP:
        host, safe = self._url.hostname or "", ssl.create_default_context()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT_S, context=safe)
        line = smtplib.SMTP(host, self._url.port or 25, timeout=TIMEOUT_S)
        line.ehlo()
        if line.has_extn("starttls"):
            line.starttls(context=safe)
            line.ehlo()
        elif self._url.password and not is_loopback(host):
            line.close()
            raise smtplib.SMTPException("the server offers no TLS; the password was not sent")
        return line

    def _sign_in(self, line: smtplib.SMTP) -> None:
        if self._url.username:
            line.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def _bare(header: str) -> str:
    """Return the address of a header that names one person."""
    return parseaddr(str(header))[1]


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:300]
