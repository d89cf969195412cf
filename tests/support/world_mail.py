"""What the permission matrix's people have of mail: an address that waits, and one that gets the digest."""

from __future__ import annotations

from datetime import datetime

from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.mail import service
from quizapp.notices.mail.models import MailAddress
from quizapp.notices.mail.schedule import Often


def addresses(member: Identity, now: datetime) -> dict[str, str]:
    """Return the code that confirms one person's new address, and the token that ends mails to the old one."""
    asked, site = f"m{member.member_id}@example.org", "http://example.org"
    with unit_of_work():
        code = service.ask_address(asked, Often.DAILY, site=site, member=member, now=now)
        service.confirm(code, now=now)
        token = service.unsubscribe_token(db.session.get_one(MailAddress, member.member_id))
        later = now + service.CODE_AGAIN
        code = service.ask_address(f"new-{asked}", Often.DAILY, site=site, member=member, now=later)
    return {"mail_code": code, "unsubscribe": token}
