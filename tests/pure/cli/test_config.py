"""The settings as they are read from the variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from quizapp.config import ConfigError, load


def test_without_variables_everything_has_its_default() -> None:
    chosen = load({})
    assert (chosen.host, chosen.port, chosen.data) == ("127.0.0.1", 8000, Path("instance").resolve())
    assert chosen.is_sqlite
    assert make_url(chosen.database_url).database == str(chosen.data / "quizapp.db")
    assert (chosen.redis_url, chosen.public_url, chosen.admin_username) == ("", "", "")
    assert (chosen.timezone, chosen.locale, chosen.debug) == ("Asia/Shanghai", "zh_CN", False)


def test_what_make_passes_on_empty_is_as_if_it_were_not_there() -> None:
    names = ("DATA", "HOST", "PORT", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "TIMEZONE", "LOCALE")
    empty = {f"QUIZAPP_{name}": "" for name in (*names, "ADMIN_USERNAME", "ADMIN_PASSWORD")}
    assert load({**empty, "HOST": "", "PORT": ""}) == load({})


def test_the_long_names_win() -> None:
    short = {"HOST": "0.0.0.0", "PORT": "8001"}
    assert (load(short).host, load(short).port) == ("0.0.0.0", 8001)
    long = {**short, "QUIZAPP_HOST": "::1", "QUIZAPP_PORT": "8002"}
    assert (load(long).host, load(long).port) == ("::1", 8002)


@pytest.mark.parametrize("folder", ["a?b", "100%", "a#b", "数据 夹", "a%20b"])
def test_a_folder_of_any_name_holds_the_database(tmp_path: Path, folder: str) -> None:
    chosen = load({"QUIZAPP_DATA": str(tmp_path / folder)})
    assert make_url(chosen.database_url).database == str(tmp_path / folder / "quizapp.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_plain_postgresql_address_gets_the_driver_that_ships(scheme: str) -> None:
    chosen = load({"QUIZAPP_DATABASE_URL": f"{scheme}://app:secret@db/quiz"})
    assert chosen.database_url == "postgresql+psycopg://app:secret@db/quiz"
    assert not chosen.is_sqlite


def test_the_password_is_not_shown_when_settings_are_printed() -> None:
    chosen = load({"QUIZAPP_ADMIN_USERNAME": "root", "QUIZAPP_ADMIN_PASSWORD": "a quiet river"})
    assert "quiet river" not in repr(chosen)


@pytest.mark.parametrize("port", ["0", "65536", "8e3", "８０００", "80 00", "-1", "9" * 5000])
def test_a_port_is_a_number_in_its_range(port: str) -> None:
    with pytest.raises(ConfigError, match="QUIZAPP_PORT"):
        load({"QUIZAPP_PORT": port})
