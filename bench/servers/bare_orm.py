"""What one writes first: Flask-SQLAlchemy, one row and one commit for each answer, durable (FULL)."""

import os
from typing import Any

from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BENCH_DB']}"
db = SQLAlchemy(app)


class Answer(db.Model):  # type: ignore[name-defined]
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[str]
    position: Mapped[int]
    response: Mapped[str]


with app.app_context():

    @event.listens_for(db.engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=10000")

    db.create_all()


@app.get("/healthz")
def hello() -> str:
    return "hello"


@app.put("/attempts/<attempt>/answers/<int:position>")
def save(attempt: str, position: int) -> Any:
    db.session.add(Answer(attempt=attempt, position=position, response=str(request.json["response"])))
    db.session.commit()
    return jsonify(saved=True)
