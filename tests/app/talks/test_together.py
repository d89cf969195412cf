"""The two of a talk at work in the same moment: nothing that was confirmed is rewritten, and there is one note."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import pytest
from flask import Flask

from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.talks import queries, service
from quizapp.talks.models import Talk
from tests.app.talks.conftest import NOW, SAID, TODAY


@pytest.mark.parametrize("noted", [True, False])
def test_whoever_is_second_sees_what_the_first_did(
    app: Flask, arranged: Talk, one: Identity, other: Identity, noted: bool
) -> None:
    """`noted`: the other confirms while the writer changes the note; else both write the first one."""
    talk_id, begun, refused = arranged.id, Event(), list[DomainError]()
    with unit_of_work():
        talk = db.session.get_one(Talk, talk_id)
        service.hold(talk, TODAY, actor=one, today=TODAY, now=NOW)
        if noted:
            service.write_note(talk, SAID, actor=one, now=NOW)

    def act(do: Callable[[Talk], object]) -> None:
        with app.app_context():
            try:
                with unit_of_work():
                    do(db.session.get_one(Talk, talk_id))
                    db.session.flush()
                    begun.set()
                    sleep(0.3)
            except DomainError as error:
                refused.append(error)
            db.session.remove()

    def first(talk: Talk) -> object:
        if noted:
            return service.confirm(talk, NOW, actor=other, now=NOW)
        return service.write_note(talk, SAID, actor=other, now=NOW)

    def second(talk: Talk) -> object:
        return service.write_note(talk, "改口", actor=one, now=NOW)

    threads = [Thread(target=act, args=(first,)), Thread(target=act, args=(second,))]
    threads[0].start()
    assert begun.wait(5)
    threads[1].start()
    for thread in threads:
        thread.join(10)
    db.session.rollback()
    assert [note.text for note in queries.notes_of(talk_id)] == [SAID]
    assert len(refused) == 1
