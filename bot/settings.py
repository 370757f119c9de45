"""Settings from the environment and `.env`: read once, every problem reported at once with the variable and the fix."""

from __future__ import annotations

import os
import socket
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.errors import SettingsError, VigieError
from bot.problems import line_problems, problem, value_problems

ENV_FILE = ".env"


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

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True)

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
    shard_count: int | None = Field(default=None, ge=1, validation_alias=AliasChoices("SHARD_COUNT", "shard_count"))
    shard_ids: Annotated[tuple[int, ...], NoDecode] = ()
    metrics_port: int | None = Field(default=None, ge=1, le=65535, validation_alias=AliasChoices("METRICS_PORT", "metrics_port"))

    # Each check is on one field, with the fields above it at hand: pydantic then reports all problems together.

    @field_validator("data_dir")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite+aiosqlite://", "postgresql+psycopg://")):
            raise problem("settings.database_url")
        return value

    @field_validator("role")
    @classmethod
    def _shared_database(cls, value: Role, info: ValidationInfo) -> Role:
        if value is not Role.ALL and "database_url" in info.data and not (info.data["database_url"] or "").startswith("postgresql"):
            raise problem("settings.role")
        return value

    @field_validator("discord_api_base", "discord_gateway_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if not URL(value).host:
            raise problem("settings.address")
        return value

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("fetch_allow")
    @classmethod
    def _allow_only_beside_a_sandbox(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for part in value:
            host, _, port = part.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise problem("settings.fetch_allow", given=part)
        if value and "discord_api_base" in info.data and not is_loopback(info.data["discord_api_base"]):
            raise problem("settings.fetch_allow_public")
        return value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isdecimal() for part in parts):
            raise problem("settings.shard_ids")
        return tuple(int(part) for part in parts)

    @field_validator("shard_ids")
    @classmethod
    def _within_count(cls, value: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if "shard_count" in info.data and any(number >= (info.data["shard_count"] or 0) for number in value):
            raise problem("settings.shard_count")
        return value

    @property
    def executor(self) -> str:
        """The name of this process among those on the same database; stable, so that its work is known as its own after a restart."""
        if self.executor_id is not None:
            return self.executor_id
        return f"{self.role}-{socket.gethostname()}" if self.url.startswith("postgresql") else "vigie-1"

    def serves(self, guild_id: int) -> bool:
        """Tell whether a guild lives on a shard of this process (Discord's sharding formula)."""
        return not self.shard_ids or (guild_id >> 22) % (self.shard_count or 1) in self.shard_ids

    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        token = self.discord_token.get_secret_value() if self.discord_token else ""
        password = URL(self.database_url).password if self.database_url else None
        return tuple(one for one in (token, password) if one)

    @property
    def url(self) -> str:
        """The database's address: `database_url`, or the SQLite file in `data_dir`."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'vigie.sqlite').resolve()}"


def load(**overrides: object) -> Settings:
    """Read the settings; `overrides` win over the environment.

    Raises:
        SettingsError: with every problem found, of the values and of the lines of `.env`.
    """
    try:
        problems = line_problems(Path(ENV_FILE), Settings.model_fields)
        try:
            settings = Settings(_secrets_dir=secret_folders() or None, **overrides)  # type: ignore[arg-type, call-arg]
        except ValidationError as error:
            raise SettingsError((*problems, *value_problems(error))) from None
    except (UnicodeDecodeError, OSError):
        raise SettingsError((VigieError("settings.unreadable"),)) from None
    if problems:
        raise SettingsError(problems)
    return settings
