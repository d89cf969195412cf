"""Variables that cannot be used: exit 2, plain words, nothing made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.cli.conftest import run

pytestmark = pytest.mark.pages  # the same statements as elsewhere: files and words are what is tested


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_PORT", "http"),
        ("QUIZAPP_PORT", "0"),
        ("PORT", "65536"),
        ("QUIZAPP_PORT", "-1"),
        ("QUIZAPP_HOST", "no.such.host.invalid"),
        ("QUIZAPP_HOST", "192.0.2.1"),
        ("QUIZAPP_LOCALE", "fr"),
        ("QUIZAPP_TIMEZONE", "Mars/Olympus"),
        ("QUIZAPP_TIMEZONE", "../../etc/passwd"),
        ("QUIZAPP_DATABASE_URL", "mysql://root@localhost/quiz"),
        ("QUIZAPP_DATABASE_URL", "nonsense"),
        ("QUIZAPP_REDIS_URL", "localhost:6379"),
        ("QUIZAPP_PUBLIC_URL", "quiz.example.cn"),
        ("QUIZAPP_PUBLIC_URL", "javascript:alert(1)"),
        ("QUIZAPP_PROXIES", "many"),
        ("QUIZAPP_SMTP_URL", "mail.example.org:25"),
        ("QUIZAPP_SMTP_URL", "smtp://"),
        ("QUIZAPP_ADMIN_USERNAME", "admin"),
        ("QUIZAPP_ADMIN_PASSWORD", "a quiet river"),
    ],
)
def test_a_bad_variable_is_named(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = run("serve", exit=2).stderr
    assert name in said
    assert not nowhere.exists()


def test_the_long_names_win(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8017")
    monkeypatch.setenv("QUIZAPP_PORT", "many")
    assert "many" in run("serve", exit=2).stderr


def test_a_data_folder_that_cannot_be_made_is_named(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("QUIZAPP_DATA", str(place))
        assert str(place) in run("init", exit=2).stderr


def test_a_database_that_does_not_answer_is_named(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert "数据库不能用" in run("init", exit=2).stderr


def test_sqlite_has_one_process(nowhere: Path) -> None:
    assert "SQLite 只能用一个进程" in run("serve", "--workers", "2", exit=2).stderr
    run("serve", "--workers", "0", exit=2)
    assert not nowhere.exists()
