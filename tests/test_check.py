"""What `python -m bot check` finds on a Discord, and how permissions are worked out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import check, rights
from bot.check import Check
from bot.errors import ModelError
from bot.facts import nlp
from bot.i18n import t
from bot.model import Language
from bot.sandbox.world import Sandbox
from bot.settings import Settings
from bot.store import guilds
from bot.store.database import Database

ME, EVERYONE, ROLE = "7", "1", "2"
ALL = sum(rights.NEEDED.values())


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nlp, "load_model", lambda name: None)  # loaded by tests of their own
    return None


async def watch(sandbox: Sandbox, tmp_path: Path, *channels: int) -> None:
    """A database in which these channels of the first guild are watched."""
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/vigie.sqlite", data_dir=tmp_path / "data")
    async with db.write() as conn:
        for channel in channels:
            await guilds.watch(conn, sandbox.guild.id, channel, datetime(2026, 11, 24, tzinfo=UTC))
    await db.close()


async def found(*keys: str) -> list[tuple[bool | None, str, str]]:
    """Mark, key and text of the lines with these keys."""
    items: list[Check] = [item async for item in check._all()]
    return [(one.ok, one.key, t(Language.FR, f"check.{one.key}.{check.WORDS[one.ok]}", **one.data)) for one in items if one.key in keys]


async def test_each_watched_channel_is_told_with_what_is_missing(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.settings_env().items():
        monkeypatch.setenv(name, value)
    first, second = sandbox.channel("general"), sandbox.channel("news")
    await watch(sandbox, tmp_path, first.id, second.id, 1 << 62)
    sandbox.forbid(second, "send_messages", "embed_links")
    lines = await found("login", "intent", "channel", "channel_gone", "guild", "channels")
    assert [(ok, key) for ok, key, _ in lines] == [
        (True, "login"),
        (True, "intent"),
        (True, "channel"),
        (False, "channel"),
        (False, "channel_gone"),
    ]
    assert "Café des nouvelles, #general : toutes les permissions." in lines[2][2]
    assert "il manque Envoyer des messages, Intégrer des liens" in lines[3][2]
    assert sandbox.unimplemented == []


async def test_a_guild_that_the_bot_has_left_is_told(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.settings_env().items():
        monkeypatch.setenv(name, value)
    await watch(sandbox, tmp_path)
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/vigie.sqlite", data_dir=tmp_path / "data")
    async with db.write() as conn:
        await guilds.watch(conn, 404, 405, datetime(2026, 11, 24, tzinfo=UTC))
    assert [key for _, key, _ in await found("database", "database_busy", "guild")] == ["database_busy", "guild"]
    await db.close()
    assert [(ok, key) for ok, key, _ in await found("database", "guild")] == [(True, "database"), (False, "guild")]


@pytest.mark.parametrize(
    ("token", "expected"),
    [("", (False, "token")), ("a-client-secret", (False, "token_shape")), ("MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.xyz", (True, "token"))],
)
async def test_a_token_is_looked_at_before_it_is_sent(token: str, expected: tuple[bool, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    monkeypatch.setenv("DISCORD_API_BASE", "http://discord.invalid/api/v10")
    lines = await found("token", "token_shape", "login")
    assert lines[0][:2] == expected
    if expected[0]:
        assert lines[1][:2] == (None, "login")  # nobody there: said, and no reason to mend anything


async def test_a_refused_token_is_told(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", sandbox.api_base)
    monkeypatch.setenv("DISCORD_TOKEN", "wrong")
    assert [(ok, key) for ok, key, _ in await found("token", "login")] == [(True, "token"), (False, "login")]


async def test_a_missing_intent_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Sandbox(privileged=()) as sandbox:
        for name, value in sandbox.settings_env().items():
            monkeypatch.setenv(name, value)
        assert [(ok, key) for ok, key, _ in await found("intent", "no_channels")] == [(False, "intent"), (None, "no_channels")]


async def test_a_missing_model_is_one_line_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModelError("model.missing", name=name)

    monkeypatch.setattr(nlp, "load_model", missing)
    lines = await found("model", "database")
    assert [(ok, key) for ok, key, _ in lines] == [(False, "model"), (False, "model"), (True, "database")]
    assert "make setup" in lines[0][2]


def overwrite(target: str, *, allow: int = 0, deny: int = 0) -> dict[str, str]:
    return {"id": target, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("everyone", "role", "overwrites", "expected"),
    [
        (ALL, 0, [], 0),
        (0, ALL, [], 0),
        (0, rights.ADMINISTRATOR, [overwrite(EVERYONE, deny=ALL)], 0),
        (ALL, 0, [overwrite(EVERYONE, deny=ALL)], 4),
        (ALL, 0, [overwrite(EVERYONE, deny=ALL), overwrite(ROLE, allow=ALL)], 0),
        (ALL, 0, [overwrite(ME, deny=ALL), overwrite(ROLE, allow=ALL)], 4),
        (ALL, 0, [overwrite("99", deny=ALL)], 0),
        (ALL & ~rights.NEEDED["embed_links"], 0, [], 1),
    ],
)
def test_permissions_are_worked_out_level_by_level(everyone: int, role: int, overwrites: list[dict[str, str]], expected: int) -> None:
    guild = {"id": EVERYONE, "owner_id": "5", "roles": [{"id": EVERYONE, "permissions": everyone}, {"id": ROLE, "permissions": role}]}
    member = {"user": {"id": ME}, "roles": [ROLE]}
    assert len(rights.missing(guild, member, {"id": "3", "permission_overwrites": overwrites})) == expected
