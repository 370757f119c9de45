"""Two guilds tell of one company, and all that there is to use is used in one, in both languages: nothing of the other guild is shown.

A command, button, menu, dialog or message command that nothing here drives fails the test, and so does an answer in the wrong language.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.feeding import Feeding
from bot.i18n import language_of, t, texts
from bot.intake.fetch import Fetcher
from bot.model import Entity, EntityKind, Kind, Language, Outcome, Person, When
from bot.sandbox.views import Answer, Button, Menu, Post
from bot.sandbox.world import Sandbox
from bot.store import entities, facts, feeds, guilds, journal, messages, reports
from bot.store.finding import Query
from bot.store.records import JournalEntry, NewMessage
from cogs._names import BY_ID
from cogs._page import PAGE_SIZE, Listed, Page
from cogs._search import HitsButton, Lookup
from tests.cogs.guild import NOW, fact, page, read
from tests.cogs.live import Bot, let_make_events
from tests.test_feeding import Inline

SECRET = "zorglub"
"""In each text, alias, link, place and title that only the other guild posted."""
LAST = ("vigie reports", "vigie unwatch", "vigie forget", "digest off", "vigie entity merge", "vigie entity split", "vigie entity rename")
"""Driven last: they change what the others show."""
TELLING = {"facts", "company", "person", "event", "timeline", "compare", "search", "article", "why", "events", "digest now", "vigie export",
           "vigie feed list"}  # fmt: skip
"""Commands that must show what the guild itself posted: otherwise this test would prove nothing."""
FILLED = {"text": "Lumio alpha ouvre une usine à Brest.", "note": "Ce n'est pas vrai."}
"""What is written into each field of a dialog."""
DIALOGS = ("paste.title", "report.title")
SHORT = 12
"""Characters of a text that two languages may share by chance."""
DAY = NOW.date() + timedelta(days=3)
SUBJECTS = {
    "facts": "Lumio",
    "company": "Lumio",
    "person": "Jeanne Roy",
    "event": "Salon du Port",
}


@asynccontextmanager
async def reading(bot: Bot, sandbox: Sandbox) -> AsyncIterator[None]:
    """Give the bot what reads feeds."""
    allow = (sandbox.url.removeprefix("http://"),)
    fetcher = Fetcher(contact="tests", allow=allow)
    await fetcher.start()
    bot.feeding = Feeding(bot.db, fetcher, Inline(), bot.clock, allow=allow)  # type: ignore[attr-defined]
    yield
    await fetcher.close()


async def furnish(bot: Bot, sandbox: Sandbox, guild: Any, word: str, url: str) -> tuple[int, list[int], Post]:
    """Post an article of the same company whose every other word is the guild's own."""
    post = await sandbox.post(guild.channels["news"], guild.members[next(iter(guild.members))], f"https://example.org/{url}")
    sentence = f"Lumio {word} ouvre une usine."
    told = [
        fact(
            1,
            sentence=sentence,
            object=f"usine {word}",
            place=f"{word}ville",
            time=When(NOW.date(), NOW.date(), ""),
            people=(Person("Jeanne Roy", role=f"chef {word}"),),
        ),
        fact(2, Kind.SCHEDULED_EVENT, "Salon du Port", sentence=sentence, object=f"salon {word}", time=When(DAY, DAY, "")),
        fact(3, Kind.APPOINTMENT, "Lumio", sentence=sentence, object=None, people=(Person("Jeanne Roy", role=f"chef {word}"),)),
    ]
    told += [fact(number, sentence=sentence, object=f"usine {number} {word}") for number in range(4, 4 + PAGE_SIZE)]
    entities = [
        Entity("Lumio", EntityKind.COMPANY, (f"Lumio {word}",)),
        Entity("Jeanne Roy", EntityKind.PERSON, (f"J. {word}",)),
        Entity("Salon du Port", EntityKind.EVENT, (f"Salon {word}",)),
        Entity(f"{word}ville", EntityKind.PLACE),
    ]
    async with bot.db.write() as conn:
        await messages.accept(conn, NewMessage(post.id, guild.id, post.channel_id, post.author_id, NOW), [page(url)])
        article = (await messages.message_articles(conn, post.id))[0].id
        await guilds.watch(conn, guild.id, post.channel_id, NOW)
        await feeds.add_feed(
            conn, guild.id, post.channel_id, f"https://{word}.example/rss", title=f"Flux {word}", every_minutes=60, by=7, at=NOW
        )
    await read(bot.db, article, told, guild_id=guild.id, title=f"Lumio à {word}ville", names=entities, site=f"La Gazette {word}")
    async with bot.db.write() as conn:
        entry = JournalEntry(NOW, guild.id, post.channel_id, post.id, article, f"https://{word}.example/", "read", Outcome.PAYWALL, None, 5)
        await journal.record(conn, entry)
        await messages.set_answered(conn, post.id, None)
    async with bot.db.read() as conn:
        ids = [one.id for one in await facts.facts_of_article(conn, guild.id, article)]
    async with bot.db.write() as conn:
        await reports.report(conn, guild.id, ids[0], by=7, note=f"faux, {word}", now=NOW)
    return article, ids, post


def values(command: app_commands.Command[Any, ..., Any], post: Post, sandbox: Sandbox) -> Iterator[dict[str, Any]]:
    """What a person gives a command; every option that there is must be known here."""
    news = sandbox.channel("news")
    known: dict[str, Any] = {
        "vigie feed": {"url": f"{sandbox.url}/none.xml", "feed": "x", "channel": news},
        "vigie entity": {"name": "Lumio", "into": "Jeanne Roy", "spelling": "Lumio alpha", "new_name": "Lumio"},
        "follow": {"name": "Lumio"},
        "timeline": {"name": "Lumio"},
        "compare": {"first": "Lumio", "second": "Jeanne Roy"},
        "search": {"words": "usine"},
        "article": {"link": "Lumio"},
        "why": {"link": "https://example.org/alpha"},
        "unfollow": {"name": "Lumio"},
        **{name: {"name": subject} for name, subject in SUBJECTS.items()},
    }
    name = command.qualified_name
    given = known.get(name) or known.get(name.rpartition(" ")[0]) or {}
    if name == "vigie export":
        form = next(one for one in command.parameters if one.name == "form")
        yield from ({"form": choice.value} for choice in form.choices)
        return
    if name == "vigie feed remove":
        yield from ({"feed": feed} for feed in (f"Flux {SECRET}", *(f"{BY_ID}{number}" for number in (2, 3))))
        return
    if name == "vigie forget":
        yield {"link": "https://example.org/zorglub"}
        yield {"message": str(post.id)}
        return
    required = {one.name for one in command.parameters if one.required}
    options = {key: value for key, value in given.items() if key in {one.name for one in command.parameters}}
    options |= {"channel": news} if "channel" in required else {}
    missing = required - set(options)
    assert not missing, f"no test drives /{name} {missing}: add it to `values`"
    yield options


async def seen(answer: Answer, sandbox: Sandbox) -> str:
    """All that an answer shows, ids and files included."""
    posts = [post for post in (answer.message, *answer.followups) if post is not None]
    text = "\n".join([answer.text, *(json.dumps([list(post.components), list(post.embeds)], default=dict) for post in posts)])
    async with aiohttp.ClientSession() as session:
        for file in (one for post in posts for one in post.files):
            async with session.get(file.url) as response:
                content = await response.read()
            text += (gzip.decompress(content) if file.name.endswith(".gz") else content).decode("utf-8", "replace")
    return text


@pytest.mark.parametrize("locale", ["fr", "en-US"])
async def test_nothing_of_another_guild_is_shown_by_anything(bot: Bot, sandbox: Sandbox, locale: str) -> None:
    _, _, own = await furnish(bot, sandbox, sandbox.guild, "alpha", "alpha")
    article, theirs, foreign = await furnish(bot, sandbox, sandbox.other, SECRET, SECRET)
    let_make_events(sandbox)
    async with bot.db.write() as conn:  # whose language the digest has
        await guilds.save_settings(conn, replace(await guilds.guild_settings(conn, sandbox.guild.id), language=language_of(locale)))
    walked = [one for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    told_of_its_own: set[str] = set()
    used = Used(sandbox, locale)
    async with reading(bot, sandbox):
        for command in sorted(walked, key=lambda one: one.qualified_name in LAST):
            name = command.qualified_name
            for parameter in (one.name for one in command.parameters if one.autocomplete):
                for typed in ("", "lum", "zor", "j", "salon"):
                    shown = f"{await sandbox.autocomplete('admin', 'news', name, parameter, typed, locale=locale)}"
                    assert SECRET not in shown.casefold(), (name, parameter, typed)
            for options in values(command, foreign, sandbox):
                answer = await sandbox.slash("admin", "news", name, locale=locale, **options)
                async for told in used.all_of(answer):
                    told = told.casefold().replace(f"example.org/{SECRET}", "")
                    for typed in options.values():
                        told = told.replace(f"{typed}".casefold(), "")  # what they typed themselves
                    assert SECRET not in told, (name, options)
                    told_of_its_own |= {name} if "alpha" in told else set()
    for menu in bot.tree.get_commands(type=discord.AppCommandType.message):
        answer = await sandbox.message_command("admin", own, menu.name, locale=locale)
        assert answer.ephemeral
        assert all([SECRET not in told.casefold() async for told in used.all_of(answer)]), menu.name
    assert told_of_its_own >= TELLING, TELLING - told_of_its_own
    for kind, cls in bot._connection._view_store._dynamic_items.items():  # discord.py lists them nowhere else
        assert any(kind.fullmatch(one) for one in used.ids), f"nothing leads to {cls.__name__}"
    assert used.dialogs == {t(language_of(locale), key) for key in DIALOGS}
    async with bot.db.read() as conn:
        assert [one.id for one in await facts.facts_of_article(conn, sandbox.other.id, article)] == theirs  # /vigie forget reached none
        assert [one.title for one in await feeds.feeds_of(conn, sandbox.other.id)] == [f"Flux {SECRET}"]


async def test_buttons_of_another_guild_open_nothing(bot: Bot, sandbox: Sandbox) -> None:
    await furnish(bot, sandbox, sandbox.guild, "alpha", "alpha")
    article, theirs, foreign = await furnish(bot, sandbox, sandbox.other, SECRET, SECRET)
    async with bot.db.read() as conn:
        lumio = await entities.resolve(conn, sandbox.other.id, f"Lumio {SECRET}")
    assert lumio is not None
    forged = [f"vigie:{action}:{number}" for action in ("src", "wrong", "ics", "propose", "schedule") for number in theirs]
    forged += [f"vigie:calendar:{number}" for number in (0, lumio.id)]
    forged += [f"vigie:judge:{number}:{verdict}" for number in (2, 1) for verdict in "yn"]
    forged += [f"vigie:erase:{foreign.id}:{sandbox.member('admin').id}", "vigie:mine:0", "vigie:mine:1"]
    forged += [Page(listed, of).custom_id for listed in Listed for of in (0, article, lumio.id)]
    forged += [HitsButton(Lookup(Query("usine"), 0), "x").item.custom_id or ""]
    menus = {f"vigie:kinds:{lumio.id}:-:-": "-", "vigie:see": str(lumio.id)}
    for kind, cls in bot._connection._view_store._dynamic_items.items():  # discord.py lists them nowhere else
        assert any(kind.fullmatch(one) for one in [*forged, *menus]), f"no test drives {cls.__name__}"
    channel = bot.get_partial_messageable(sandbox.channel("news").id)
    for custom_id in forged:
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="x", custom_id=custom_id)))
        await channel.send(view=view)
        answer = await sandbox.click("admin", sandbox.history("news")[-1], custom_id=custom_id, locale="fr")
        assert SECRET not in (await seen(answer, sandbox)).casefold(), custom_id
    for custom_id, value in menus.items():
        menu: discord.ui.Select[Any] = discord.ui.Select(custom_id=custom_id, options=[discord.SelectOption(label="x", value=value)])
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(menu))
        await channel.send(view=view)
        answer = await sandbox.select("admin", sandbox.history("news")[-1], [value], custom_id=custom_id, locale="fr")
        assert SECRET not in (await seen(answer, sandbox)).casefold(), custom_id
    async with bot.db.read() as conn:
        assert [one.id for one in await facts.facts_of_article(conn, sandbox.other.id, article)] == theirs


class Used:
    """Presses every button of an answer, once, chooses in every menu, fills in every dialog, and goes on with the answers to these."""

    def __init__(self, sandbox: Sandbox, locale: str) -> None:
        self._sandbox, self._locale = sandbox, locale
        self.ids: set[str] = set()
        self.dialogs: set[str] = set()
        own, other = (texts(one) for one in sorted(Language, key=lambda one: one is not language_of(locale)))
        plain = (text for key, text in other.items() if not key.startswith("command.") and "{" not in text and len(text) > SHORT)
        self._foreign = [text for text in plain if not any(text in mine for mine in own.values())]

    async def all_of(self, answer: Answer) -> AsyncIterator[str]:
        """All that an answer shows, and whatever it leads to."""
        text = await seen(answer, self._sandbox)
        assert not [one for one in self._foreign if one in answer.text], answer.text
        yield text
        if answer.modal is not None:
            self.dialogs.add(answer.modal.title)
            values = {name: FILLED[name] for name in answer.modal.inputs if name in FILLED}
            assert values, f"nothing fills in {answer.modal.title}"
            async for told in self.all_of(await self._sandbox.submit_modal("admin", answer, values, locale=self._locale)):
                yield told
        while (button := next((one for one in _buttons(answer) if self._new(one.custom_id)), None)) is not None:
            assert answer.message is not None
            pressed = await self._sandbox.click("admin", answer.message, custom_id=button.custom_id, locale=self._locale)
            async for told in self.all_of(pressed):
                yield told
        while (menu := next((one for one in _menus(answer) if self._new(one.custom_id)), None)) is not None:
            assert answer.message is not None
            chosen = await self._sandbox.select("admin", answer.message, [menu.values[0]], custom_id=menu.custom_id, locale=self._locale)
            async for told in self.all_of(chosen):
                yield told

    def _new(self, custom_id: str) -> bool:
        known = custom_id in self.ids
        self.ids.add(custom_id)
        return not known


def _buttons(answer: Answer) -> list[Button]:
    return [one for one in (answer.message.buttons if answer.message else ()) if one.custom_id and not one.disabled]


def _menus(answer: Answer) -> list[Menu]:
    return list(answer.message.menus if answer.message else ())
