"""Photos and documents on voices and honours: taken in with the form, seen by who sees what they belong to."""

from __future__ import annotations

from collections.abc import Collection

from flask import request

from ...core import clock
from ...core.permissions import Identity, Permission, allowed
from ...extensions import db
from ...files import access
from ...files import queries as stored
from ...files import service as files
from ...files.models import StoredFile
from ...web.access import me
from ..models import Honour, Voice
from ..wording import Standing

VOICE, HONOUR = "voice", "honour"


def keep(subject_kind: str, subject_id: int, branch_id: int, kinds: Collection[str], *, only: bool) -> None:
    """Hang what the request carries on a subject; with `only` it takes the place of what was there."""
    uploads = [upload for upload in request.files.getlist("file") if upload.filename]
    if only and uploads:
        uploads = uploads[:1]
        drop(subject_kind, subject_id)
    for upload in uploads:
        files.take_in(
            upload,
            kinds=kinds,
            subject_kind=subject_kind,
            subject_id=subject_id,
            branch_id=branch_id,
            actor=me(),
            now=clock.now(),
        )


def drop(subject_kind: str, subject_id: int) -> None:
    """Take every file off a subject."""
    for view in stored.of(subject_kind, subject_id):
        files.remove(db.session.get_one(StoredFile, view.id), actor=me(), now=clock.now())


def _sees_voice(voice_id: int, identity: Identity) -> bool:
    voice = db.session.get(Voice, voice_id)
    if voice is None:
        return False
    own = voice.author_id == identity.member_id
    public = voice.state is Standing.PUBLIC and voice.branch_id == identity.branch_id
    return own or public or allowed(identity, Permission.MANAGE_COMMUNITY, branch_id=voice.branch_id)


def _sees_honour(honour_id: int, identity: Identity) -> bool:
    honour = db.session.get(Honour, honour_id)
    return honour is not None and sees_honour(honour, identity)


def sees_honour(honour: Honour, identity: Identity) -> bool:
    """Say whether somebody sees an honour: the branch once it is confirmed, before that who proposed or confirms it."""
    own = identity.member_id in (honour.proposer_id, honour.member_id)
    public = honour.state is Standing.PUBLIC and honour.branch_id == identity.branch_id
    return own or public or allowed(identity, Permission.MANAGE_COMMUNITY, branch_id=honour.branch_id)


access.register(VOICE, _sees_voice)
access.register(HONOUR, _sees_honour)
