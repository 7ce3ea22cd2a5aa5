"""The only reader of the environment: every setting, its default and what is allowed.

Settings come from `INFOPOINT_*` variables or a `.env` file. A wrong value is one clear sentence that names the setting,
the value and what is allowed; all wrong values are reported at once.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "INFOPOINT_"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_HERE = Path(__file__).resolve().parent


CONTROLLER = ("name", "contact", "data protection officer", "complaint office")


class SettingsError(Exception):
    """Some settings are wrong. `sentences` has one for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def data_dir() -> Path:
    """Where SQLite and the made secret live when nothing else is said."""
    return user_data_path("infopoint")


def installed_content() -> Path:
    """The content that came with the program: inside the installed package, or beside it in a checkout."""
    packaged = _HERE / "_content"
    return packaged if packaged.is_dir() else _HERE.parent


class Settings(BaseSettings):
    """All settings. The docstring of each field is its documentation; `docs/settings.md` repeats them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_token: SecretStr | None = Field(None, description="the bot's token from BotFather; without it no Telegram")
    telegram_api: str = Field(
        "https://api.telegram.org", description="root of the Bot API server, http(s)://host[:port]"
    )
    database_url: str = Field(
        default_factory=lambda: f"sqlite+aiosqlite:///{data_dir() / 'infopoint.sqlite3'}",
        description="where sessions and boxes are kept: sqlite+aiosqlite:///path or postgresql+asyncpg://...",
    )
    listen: str = Field("127.0.0.1:8080", description="host:port of the preview page")
    webhook_url: str | None = Field(None, description="https address where Telegram delivers; without it we fetch")
    webhook_listen: str = Field("127.0.0.1:8081", description="host:port of the webhook, behind the proxy that has TLS")
    content: Path = Field(default_factory=installed_content, description="a folder that holds intents/ and locales/")
    secret: SecretStr | None = Field(
        None, validate_default=True, description="keys hashing and encryption, 32 characters or more"
    )
    log_format: Literal["console", "json"] = Field("console", description="how log lines look: console or json")
    encoder: Literal["on", "off"] = Field("on", description="the sentence encoder: on, or off to run on words alone")
    warm_cache: Path | None = Field(None, description="a folder with a trained matcher to start from, only read")
    controller: str | None = Field(
        None, description="who is responsible: name; contact; data protection officer; complaint office"
    )
    admin_token_hash: str | None = Field(
        None, description="hash of the token that opens /metrics from elsewhere; infopoint admin-token makes it"
    )
    retention_days: int = Field(30, ge=1, le=90, description="days for which a kept question stays")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("allowed is a token as BotFather gives it, digits:letters")
        return value

    @field_validator("telegram_api")
    @classmethod
    def _api(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", value):
            raise ValueError("allowed is an http:// or https:// address without a query")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError as error:
            raise ValueError("allowed is a database address such as sqlite+aiosqlite:///infopoint.sqlite3") from error
        driver = _DRIVERS.get(url.drivername)
        if driver is None:
            raise ValueError("allowed is sqlite+aiosqlite:///path or postgresql+asyncpg://user:password@host/database")
        mode = url.query.get("sslmode")  # as libpq has it, and every provider's address
        if mode is not None:
            url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
        return url.set(drivername=driver).render_as_string(hide_password=False)

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https://[^/\s?#@:]+(:(443|80|88|8443))?(/[^\s?#]*)?", value):
            raise ValueError("allowed is an https:// address without a query, on port 443, 80, 88 or 8443")
        return value

    @field_validator("listen", "webhook_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("allowed is host:port with a port from 0 to 65535, such as 127.0.0.1:8080")
        return value

    @field_validator("content")
    @classmethod
    def _content(cls, value: Path) -> Path:
        missing = [name for name in ("intents", "locales") if not (value / name).is_dir()]
        if missing:
            raise ValueError(f"allowed is a folder that holds intents/ and locales/; missing: {', '.join(missing)}")
        return value.resolve()

    @field_validator("controller")
    @classmethod
    def _controller(cls, value: str | None) -> str | None:
        parts = [part.strip() for part in (value or "").split(";")]
        if value is not None and (len(parts) != len(CONTROLLER) or not all(parts)):
            raise ValueError(f"allowed are four parts with `;` between them: {'; '.join(CONTROLLER)}")
        return value

    @field_validator("admin_token_hash")
    @classmethod
    def _admin(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("$argon2id$"):
            raise ValueError("allowed is what `infopoint admin-token` prints, which begins with $argon2id$")
        return value

    @field_validator("secret")
    @classmethod
    def _secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and str(info.data.get("database_url", "")).startswith("postgresql"):
            raise ValueError("with PostgreSQL it must be set, and the same on every replica: 32 characters or more")
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("allowed is a text of 32 characters or more")
        return value

    @cached_property
    def responsible(self) -> tuple[str, ...]:
        """The four parts of `controller`, or none."""
        return tuple(part.strip() for part in self.controller.split(";")) if self.controller else ()

    @cached_property
    def in_production(self) -> bool:
        """Whether strangers may be on the other side: logs are gathered, or Telegram delivers from outside."""
        return self.log_format == "json" or self.webhook_url is not None

    @cached_property
    def address(self) -> tuple[str, int]:
        return _host_port(self.listen)

    @cached_property
    def webhook_address(self) -> tuple[str, int]:
        return _host_port(self.webhook_listen)

    @cached_property
    def database(self) -> URL:
        return make_url(self.database_url)


def _host_port(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    return host.strip("[]"), int(port)


_HIDDEN = {"telegram_token", "secret", "database_url", "admin_token_hash"}


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError with a sentence for every wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        sentences = []
        for wrong in error.errors():
            name = str(wrong["loc"][0])
            hidden = "(hidden)" if name in _HIDDEN else repr(str(wrong["input"]))
            shown = "not set" if wrong["input"] is None else hidden
            reason = wrong["msg"].removeprefix("Value error, ")
            sentences.append(f"{PREFIX}{name.upper()} is {shown}: {reason}.")
        raise SettingsError(sentences) from error
