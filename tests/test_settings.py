"""Settings: a wrong value is one clear sentence, all at once; every setting is documented; no secret is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from bot.cli.wiring import controller_or_exit, house
from bot.messages import Controller, House
from bot.settings import PREFIX, Settings, SettingsError, read_settings
from tests.worlds import ROOT, small_world


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variables and no .env of the machine that runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default() -> None:
    settings = read_settings()
    assert settings.telegram_token is None and settings.address == ("127.0.0.1", 8080)
    assert (settings.content / "intents").is_dir()


WRONG = [
    ("TELEGRAM_TOKEN", "hello", "token as BotFather gives it"),
    ("TELEGRAM_API", "ftp://x", "http://"),
    ("DATABASE_URL", "mysql://x/y", "sqlite+aiosqlite"),
    ("DATABASE_URL", "::::", "database address"),
    ("DATABASE_URL", "postgresql+psycopg://h/db", "postgresql+asyncpg"),
    ("WEBHOOK_URL", "http://bot.example/", "https://"),
    ("WEBHOOK_URL", "https://bot.example:8081/", "8443"),
    ("WEBHOOK_URL", "https://bot.example/?a=b", "without a query"),
    ("WEBHOOK_LISTEN", "8081", "host:port"),
    ("LISTEN", "8080", "host:port"),
    ("LISTEN", "127.0.0.1:99999", "65535"),
    ("CONTENT", "/nowhere/at/all", "missing: intents, locales"),
    ("SECRET", "short", "32 characters"),
    ("LOG_FORMAT", "xml", "'console' or 'json'"),
    ("ENCODER", "maybe", "'on' or 'off'"),
    ("CONTROLLER", "name; contact; officer", "four parts"),
    ("CONTROLLER", "name; contact; ; office", "four parts"),
    ("ADMIN_TOKEN_HASH", "the token itself", "infopoint admin-token"),
    ("RETENTION_DAYS", "0", "greater than or equal to 1"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), WRONG)
def test_a_wrong_value_names_the_setting_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    (sentence,) = caught.value.sentences
    assert sentence.startswith(PREFIX + name) and allowed in sentence and sentence.endswith(".")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///x.sqlite3", "sqlite+aiosqlite:///x.sqlite3"),
        ("postgres://u:p%40ss@db/infopoint?sslmode=require", "postgresql+asyncpg://u:p%40ss@db/infopoint?ssl=require"),
        ("postgresql://u@db:6432/infopoint", "postgresql+asyncpg://u@db:6432/infopoint"),
        ("postgresql+asyncpg://u@/infopoint?host=/run/pg", "postgresql+asyncpg://u@/infopoint?host=%2Frun%2Fpg"),
    ],
)
def test_a_database_address_as_providers_give_it(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    monkeypatch.setenv(PREFIX + "DATABASE_URL", given)
    monkeypatch.setenv(PREFIX + "SECRET", "x" * 32)
    assert read_settings().database_url == used


def test_postgresql_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "DATABASE_URL", "postgresql://u:hidden@db/infopoint")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    (sentence,) = caught.value.sentences
    assert (
        sentence.startswith("INFOPOINT_SECRET is not set: with PostgreSQL it must be set") and "hidden@" not in sentence
    )


def test_all_wrong_values_are_told_at_once_and_secrets_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "TELEGRAM_TOKEN", "nearly-a-token-and-secret")
    monkeypatch.setenv(PREFIX + "LISTEN", "x")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert len(caught.value.sentences) == 2
    assert "nearly-a-token" not in str(caught.value)


def test_a_dotenv_file_and_another_content_folder(tmp_path: Path) -> None:
    world = small_world(tmp_path / "world")
    (world / "locales").mkdir(exist_ok=True)
    (tmp_path / ".env").write_text(f"INFOPOINT_CONTENT={world}\nINFOPOINT_LISTEN=[::1]:0\n", "utf-8")
    settings = read_settings()
    assert settings.content == world and settings.address == ("::1", 0)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_example_and_in_the_docs(name: str) -> None:
    variable = PREFIX + name.upper()
    assert f"{variable}=" in (ROOT / ".env.example").read_text("utf-8")
    assert f"`{variable}`" in (ROOT / "docs/settings.md").read_text("utf-8")


def test_people_are_told_who_is_responsible_where_strangers_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_settings().in_production
    monkeypatch.setenv(PREFIX + "LOG_FORMAT", "json")
    monkeypatch.setenv(PREFIX + "TELEGRAM_TOKEN", "123456789:TEST-token_that-looks-like-a-real-one")
    settings = read_settings()
    assert settings.in_production and house(settings).controller is None
    with pytest.raises(typer.Exit) as stopped:
        controller_or_exit(settings)
    assert stopped.value.exit_code == 2
    monkeypatch.setenv(PREFIX + "CONTROLLER", "IOM; post@example.org; Ms Officer; The Authority")
    settings = read_settings()
    controller_or_exit(settings)
    assert house(settings) == House(Controller("IOM", "post@example.org", "Ms Officer", "The Authority"), 30)
