"""Settings from the environment and `.env`: read once, every problem reported at once with the variable and the fix."""

from __future__ import annotations

import os
import socket
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.errors import SettingsError


class Role(StrEnum):
    """Which part of the work this process does."""

    ALL = "all"
    BOT = "bot"
    WORKER = "worker"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


SECRETS = ("/run/secrets", "CREDENTIALS_DIRECTORY")
"""Where files with secrets may lie, one a setting and named like it: Docker's folder, and the variable in which systemd names its own."""


def secret_folders() -> tuple[str, ...]:
    """The folders of `SECRETS` that exist here."""
    return tuple(path for path in (SECRETS[0], os.environ.get(SECRETS[1], "")) if path and Path(path).is_dir())


def is_loopback(url: str) -> bool:
    """Tell whether an address names this very machine (a loopback IP literal or `localhost`)."""
    host = URL(url).host or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """Everything that can be set; `.env.example` documents each with its default."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    discord_token: SecretStr | None = None
    discord_api_base: str = "https://discord.com/api/v10"
    discord_gateway_url: str = "wss://gateway.discord.gg/"
    data_dir: Path = Path("data")
    database_url: str | None = None
    role: Role = Role.ALL
    log_level: LogLevel = LogLevel.INFO
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = ()
    contact: str = "https://github.com/vigie-bot/vigie"
    pool_size: int = Field(default=1, ge=1, le=64, validation_alias=AliasChoices("POOL_SIZE", "pool_size"))
    executor_id: str | None = None
    shard_ids: Annotated[tuple[int, ...], NoDecode] = ()
    shard_count: int | None = Field(default=None, ge=1, validation_alias=AliasChoices("SHARD_COUNT", "shard_count"))
    metrics_port: int | None = Field(default=None, ge=1, le=65535, validation_alias=AliasChoices("METRICS_PORT", "metrics_port"))

    @field_validator("discord_token", "database_url", "executor_id", "shard_count", "metrics_port", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            if not all(part.isdigit() for part in parts):
                raise ValueError("give the numbers of the shards, separated by commas: 0,1")
            return tuple(int(part) for part in parts)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite+aiosqlite://", "postgresql+psycopg://")):
            raise ValueError("use sqlite+aiosqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("discord_api_base", "discord_gateway_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if not URL(value).host:
            raise ValueError("give a whole address, scheme and host included")
        return value

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _allow_only_beside_a_sandbox(self) -> Settings:
        for part in self.fetch_allow:
            host, _, port = part.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise ValueError(f"FETCH_ALLOW: {part!r} is not host:port")
        if self.fetch_allow and not is_loopback(self.discord_api_base):
            raise ValueError("FETCH_ALLOW is accepted only while DISCORD_API_BASE is a loopback address: remove it")
        return self

    @model_validator(mode="after")
    def _fits(self) -> Settings:
        if any(number >= (self.shard_count or 0) for number in self.shard_ids):
            raise ValueError("SHARD_IDS: give SHARD_COUNT too, larger than each of the numbers")
        if self.role is not Role.ALL and not self.url.startswith("postgresql"):
            raise ValueError("ROLE: `bot` and `worker` work together through PostgreSQL: set DATABASE_URL to it")
        return self

    @property
    def executor(self) -> str:
        """The name of this process among those on the same database; stable, so that its work is known as its own after a restart."""
        if self.executor_id is not None:
            return self.executor_id
        return f"{self.role}-{socket.gethostname()}" if self.url.startswith("postgresql") else "vigie-1"

    def serves(self, guild_id: int) -> bool:
        """Tell whether a guild lives on a shard of this process (Discord's sharding formula)."""
        return not self.shard_ids or (guild_id >> 22) % (self.shard_count or 1) in self.shard_ids

    @property
    def url(self) -> str:
        """The database's address: `database_url`, or the SQLite file in `data_dir`."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'vigie.sqlite').resolve()}"


def load(**overrides: object) -> Settings:
    """Read the settings; `overrides` win over the environment.

    Raises:
        SettingsError: with one (variable, what is wrong, what to do) for each problem found.
    """
    try:
        return Settings(_secrets_dir=secret_folders() or None, **overrides)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        raise SettingsError(tuple(_problem(item["loc"], item["msg"]) for item in error.errors())) from None
    except (UnicodeDecodeError, OSError):
        raise SettingsError(((".env", "the file cannot be read", "copy .env.example to .env again, as UTF-8 text"),)) from None


def _problem(location: tuple[int | str, ...], message: str) -> tuple[str, str, str]:
    told = message.removeprefix("Value error, ")
    variable = str(location[0]).upper() if location else told.partition(":")[0].partition(" ")[0]
    return variable, told, f"correct {variable} in .env or in the environment (see .env.example)"
