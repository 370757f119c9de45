"""Walks every command as Discord will get it."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.ext import commands

from bot.i18n import texts
from bot.model import Language
from cogs import EXTENSIONS
from cogs._errors import Tree
from cogs._translator import LOCALES, Translator, label
from tests.cogs.live import COGS

NAME = re.compile(r"^[-_'\w]{1,32}$")
"""Discord's pattern for chat input names (application commands, naming), without the scripts that we do not use."""


READERS = {
    "facts",
    "company",
    "person",
    "event",
    "compare",
    "timeline",
    "search",
    "article",
    "why",
    "events",
    "follow",
    "unfollow",
    "follows",
}
DIGESTS = {"digest now", "digest preview", "digest schedule", "digest off"}
ADMINISTRATORS = {"vigie watch", "vigie unwatch", "vigie status", "vigie settings", "vigie diagnose", "vigie log", "vigie reports"}
ADMINISTRATORS |= {"vigie export", "vigie forget"} | {f"vigie entity {one}" for one in ("merge", "split", "rename", "undo")}
FEEDS = {"vigie feed add", "vigie feed remove", "vigie feed list", "vigie feed test"}
EVERYWHERE = {"facts", "search", "article", "paste", "privacy", "help", "Extract the facts"}
EVERYWHERE |= {"company", "person", "event", "compare", "timeline", "events"}


def test_every_cog_is_tested_on_discord() -> None:
    assert {module.__name__ for module in COGS} | {"cogs.watch"} == set(EXTENSIONS)


@pytest_asyncio.fixture
async def tree() -> AsyncIterator[app_commands.CommandTree[Any]]:
    bot = commands.Bot(command_prefix=commands.when_mentioned, intents=discord.Intents.none(), tree_cls=Tree)
    await bot.tree.set_translator(Translator())
    for module in COGS:
        await module.setup(bot)  # type: ignore[arg-type]
    yield bot.tree
    await bot.close()


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    translator = tree.translator
    assert translator is not None
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("options") or []:
        yield from walk(child)


async def test_names_descriptions_and_options_are_discords(tree: app_commands.CommandTree[Any]) -> None:
    for command in await payload(tree):
        for node in walk(command):
            names = [node["name"], *node.get("name_localizations", {}).values()]
            if command.get("type", 1) != 1:
                assert all(0 < len(name) <= 32 for name in names)
                continue
            assert all(NAME.match(name) and name == name.lower() for name in names), names
            descriptions = [node["description"], *node.get("description_localizations", {}).values()]
            assert all(0 < len(text) <= 100 for text in descriptions), descriptions
            options = node.get("options") or []
            assert len(options) <= 25
            required = [bool(option.get("required")) for option in options]
            assert required == sorted(required, reverse=True)
            for locale in (None, "fr", "en-GB"):
                shown = [(one.get("name_localizations") or {}).get(locale, one["name"]) for one in options]
                assert len(shown) == len(set(shown))
            choices = node.get("choices") or []
            assert len(choices) <= 25
            assert all(0 < len(text) <= 100 for one in choices for text in [one["name"], *one.get("name_localizations", {}).values()])


async def test_everything_has_its_french_and_english(tree: app_commands.CommandTree[Any]) -> None:
    for command in await payload(tree):
        for node in walk(command):
            assert set(node["name_localizations"]) == {locale.value for locale in LOCALES}, node["name"]
            assert node["name"] == node["name_localizations"]["en-US"]
            if command.get("type", 1) == 1:
                assert node["description"] == node["description_localizations"]["en-GB"]
                assert node["description"] != node["description_localizations"]["fr"]
            for choice in node.get("choices") or []:
                assert choice["name"] == choice["name_localizations"]["en-US"]


async def test_the_commands_are_those_of_the_readme(tree: app_commands.CommandTree[Any]) -> None:
    names = {command.qualified_name for command in tree.walk_commands() if not isinstance(command, app_commands.Group)}
    assert names == READERS | DIGESTS | ADMINISTRATORS | FEEDS | {"paste", "privacy", "help"}


async def test_settings_are_for_those_who_manage_the_server(tree: app_commands.CommandTree[Any]) -> None:
    group = next(command for command in await payload(tree) if command["name"] == "vigie")
    assert int(group["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
    assert group["contexts"] == [0] or group["dm_permission"] is False


async def test_what_works_outside_a_guild_is_what_answers_from_ones_own_space(tree: app_commands.CommandTree[Any]) -> None:
    outside = {command["name"] for command in await payload(tree) if command.get("contexts") != [0] and command.get("dm_permission", True)}
    assert outside == EVERYWHERE
    for command in await payload(tree):
        if command["name"] in EVERYWHERE:
            assert (command["contexts"], command["integration_types"]) == ([0, 1, 2], [0, 1]), command["name"]


def test_no_text_of_a_command_is_left_over() -> None:
    used = {"name", "description"}
    leaves = {key.rpartition(".")[2] for key in texts(Language.FR) if key.startswith("command.")}
    assert leaves == used


@pytest.mark.parametrize("locale", list(discord.Locale))
async def test_other_locales_are_left_to_discord(locale: discord.Locale) -> None:
    context: Any = None
    told = await Translator().translate(label("command.facts.name"), locale, context)
    assert (told is None) == (locale not in LOCALES)
    assert await Translator().translate(app_commands.locale_str("x"), locale, context) is None
