"""What the mails say: the digest, and the one that asks whether an address is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

from flask import current_app
from flask_babel import force_locale, gettext

from ...accounts import queries as accounts
from ...web.filters import counted, moment
from ..queries import NoticeLine
from ..showing import worded

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a mail goes: name, address, language (None: the installation's), and where the program is reached."""

    name: str
    address: str
    locale: str | None
    site: str


def digest(reader: Reader, lines: Sequence[NoticeLine], unsubscribe: str, now: datetime) -> EmailMessage:
    """Return the mail of these notices; `unsubscribe` is the path that ends them with one request."""
    with force_locale(reader.locale or current_app.extensions["settings"].locale):
        shown = [(gettext(line.wording.title), _sentence(line), moment(line.created_at)) for line in lines]
        subject = counted("%(n)d 条未读通知", len(lines))
        left = max(0, len(lines) - MOST_LINES)
        values = {
            "name": reader.name,
            "site": accounts.site().name,
            "subject": subject,
            "lines": shown[:MOST_LINES],
            "more": counted("还有 %(n)d 条", left) if left else "",
            "inbox": f"{reader.site}/notices/",
            "unsubscribe": reader.site + unsubscribe,
        }
        message = _mail(reader, f"{values['site']}：{subject}", "digest", values, now)
    message["List-Unsubscribe"] = f"<{values['unsubscribe']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _sentence(line: NoticeLine) -> str:
    """Return what a notice says; of what is private, by its kind or as this one was told, a mail says nothing."""
    is_private = line.wording.private or line.params.get("private")
    return "" if is_private else worded(line.wording.text, line.params)


def confirmation(reader: Reader, link: str, now: datetime) -> EmailMessage:
    """Return the mail with the link by which an address is confirmed."""
    with force_locale(reader.locale or current_app.extensions["settings"].locale):
        site = accounts.site().name
        values = {"name": reader.name, "site": site, "link": reader.site + link}
        return _mail(reader, gettext("%(site)s：请确认邮箱", site=site), "confirmation", values, now)


def _mail(
    reader: Reader, subject: str, kind: str, values: Mapping[str, object], now: datetime
) -> EmailMessage:
    templates, sender = current_app.jinja_env, current_app.extensions["settings"].mail_from
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = formataddr((str(values["site"]), parseaddr(sender)[1]))
    message["To"] = reader.address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(" >") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(templates.get_template(f"notices/mail/{kind}.txt").render(values))
    message.add_alternative(
        templates.get_template(f"notices/mail/{kind}.html").render(values), subtype="html"
    )
    return message
