"""How soon Vigie answers people while it reads: `python -m benchmarks.answers [--facts N] [--rate R] [--seconds S] [--children C]`.

The real bot on the embedded Discord, in a server that has a fifth of all facts. Links come in at a steady rate while three people use
every command, suggestions, buttons, menus, dialogs and message commands, each as fast as the answers come. The first answer (Discord
gives a bot three seconds for it) is timed from the gateway's event to the bot's call, with Discord's side on the same processors.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from html import escape
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import make_url

from benchmarks.store_data import COMMON, Sizes, entity_at, fill, name_of
from benchmarks.table import Line, markdown, percentile
from benchmarks.world import HOLDER, article
from bot.sandbox.people import NotAnsweredError
from bot.sandbox.views import Answer, Post
from bot.sandbox.world import Sandbox
from bot.store.migrate import migrate
from tests.running import bot_on

AUTOCOMPLETE = 4
"""Discord's type of an interaction that asks for suggestions."""
ANSWER_S, SUGGEST_MS = 1.0, 100.0
T = TypeVar("T")
SUGGESTED = {
    "facts": "name",
    "company": "name",
    "timeline": "name",
    "compare": "first",
    "events": "place",
    "article": "link",
    "why": "link",
}
GIVEN_UP_S = 3.5


class Watch:
    """When each interaction began, and when the bot first answered it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._begun: dict[int, tuple[float, bool, str]] = {}
        sandbox.world._register_dispatch_observer(self._note)

    def _note(self, record: Any) -> None:
        self._begun[record.id] = time.time(), record.type == AUTOCOMPLETE, record.command_name or "button, menu or dialog"

    def seconds(self) -> tuple[dict[str, list[float]], list[float]]:
        """Of commands and their like by name, and of suggestions; what got no answer counts as given up."""
        first: dict[int, float] = {}
        for request in self._sandbox.requests:
            part = request.path.split("/")
            if part[1] == "interactions" and part[-1] == "callback":
                first.setdefault(int(part[2]), request.time)
        answers: defaultdict[str, list[float]] = defaultdict(list)
        suggestions: list[float] = []
        for number, (begun, suggesting, name) in self._begun.items():
            (suggestions if suggesting else answers[name]).append(first.get(number, begun + GIVEN_UP_S) - begun)
        return answers, suggestions


class Person:
    """Uses all that there is, one thing after the other."""

    def __init__(self, sandbox: Sandbox, who: str, sizes: Sizes, seed: int) -> None:
        self._sandbox, self._who, self._sizes = sandbox, who, sizes
        self._chance = random.Random(seed)  # noqa: S311
        self.posted: Post

    async def use(self, until: float) -> None:
        """Go on until an instant of `time.monotonic`."""
        while True:
            async for _ in self._everything():
                if time.monotonic() > until:
                    return

    async def _everything(self) -> AsyncIterator[None]:
        one, other = self._name(), self._name()
        for command, options in self._commands(one, other):
            if (option := SUGGESTED.get(command)) is not None:
                for typed in ("", one[:1], one[:3]):
                    await self._try(self._sandbox.autocomplete(self._who, "general", command, option, typed))
                    yield
            answer = await self._try(self._sandbox.slash(self._who, "general", command, locale="fr", **options))
            yield
            if answer is not None:
                async for _ in self._clicks(answer):
                    yield
        for menu in ("Extract the facts", "Why nothing?"):
            await self._try(self._sandbox.message_command(self._who, self.posted, menu, locale="fr"))
            yield

    def _commands(self, one: str, other: str) -> list[tuple[str, dict[str, Any]]]:
        words = " ".join(self._chance.sample(COMMON, 2))
        found: list[tuple[str, dict[str, Any]]] = [
            ("facts", {"name": one}), ("facts", {"name": name_of(1)}), ("facts", {"name": f"{one[:-1]}x"}), ("company", {"name": one}),
            ("person", {"name": one}), ("event", {"name": one}), ("timeline", {"name": one}), ("compare", {"first": one, "second": other}),
            ("search", {"words": words}), ("search", {"words": one}), ("article", {"link": f"https://example.org/{self._number()}"}),
            ("why", {"link": f"https://example.org/{self._number()}"}), ("events", {}), ("events", {"when": "month"}), ("help", {}),
            ("follow", {"name": one}), ("follows", {}), ("unfollow", {"name": one}), ("digest now", {}), ("privacy", {}), ("paste", {}),
        ]  # fmt: skip
        if self._who == "admin":
            found += [(f"vigie {name}", {}) for name in ("status", "diagnose", "log", "reports", "settings", "feed list")]
            found += [
                ("digest preview", {}), ("vigie export", {"form": "json"}), ("vigie entity merge", {"name": one, "into": other}),
                ("vigie entity undo", {}), ("vigie forget", {"link": f"https://example.org/{self._number()}"}),
            ]  # fmt: skip
        self._chance.shuffle(found)
        return found

    async def _clicks(self, answer: Answer) -> AsyncIterator[None]:
        """Open a sentence, turn a page, choose in a menu, fill in a dialog: whatever the answer offers, but what erases."""
        if answer.modal is not None:
            text = article(self._chance.randrange(10**6))
            await self._try(self._sandbox.submit_modal(self._who, answer, {"text": text}, locale="fr"))
            yield
        if (message := answer.message) is None:
            return
        ids = [one.custom_id for one in message.buttons if one.custom_id and not one.disabled]
        for action in ("src", "page", "find", "calendar"):
            if (custom_id := next((one for one in ids if one.startswith(f"vigie:{action}:")), None)) is not None:
                await self._try(self._sandbox.click(self._who, message, custom_id=custom_id, locale="fr"))
                yield
        now = answer.message
        for menu in now.menus if now is not None else ():
            chosen = [menu.values[-1]]
            await self._try(self._sandbox.select(self._who, now, chosen, custom_id=menu.custom_id, locale="fr"))
            yield

    async def _try(self, doing: Awaitable[T]) -> T | None:
        """Do something; what is not answered in time is counted by the watch."""
        try:
            return await doing
        except NotAnsweredError:
            return None

    def _name(self) -> str:
        return name_of(entity_at(self._chance, self._sizes))

    def _number(self) -> int:
        return self._chance.randint(1, self._sizes.articles)


async def post(sandbox: Sandbox, rate: float, until: float, posts: list[Post]) -> None:
    """Post a link to another article at a steady rate."""
    due = time.monotonic()
    while due < until:
        number = len(posts)
        text = "".join(f"<p>{escape(part)}</p>" for part in article(number).split("\n"))
        address = sandbox.article(f"{number}.html", HOLDER.format(title=f"Dossier {number}", text=text))
        posts.append(await sandbox.post("news", "bob", address))
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def measure(facts: int, rate: float, seconds: float, children: int) -> list[Line]:
    """Fill a database, start the bot on it, and let people use it."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as name:
        folder = Path(name)
        async with Sandbox() as sandbox:
            sizes = Sizes(facts, big=sandbox.guild.id)
            url = make_url(f"sqlite+aiosqlite:///{folder}/vigie.sqlite")
            await asyncio.to_thread(lambda: (migrate(url), fill(url, sizes)))
            async with bot_on(sandbox, folder, environment={"POOL_SIZE": str(children), "LOG_LEVEL": "WARNING"}):
                return await _used(sandbox, sizes, rate, seconds)


async def _used(sandbox: Sandbox, sizes: Sizes, rate: float, seconds: float) -> list[Line]:
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", article(10**6)), 120)  # the models are there
    watch, posts = Watch(sandbox), [await sandbox.post("news", "bob", article(10**6 + 1))]
    people = [Person(sandbox, who, sizes, number) for number, who in enumerate(("alice", "bob", "admin"))]
    begun = time.monotonic()
    until = begun + seconds
    for person in people:
        person.posted = posts[0]
    await asyncio.gather(post(sandbox, rate, until, posts), *(person.use(until) for person in people))
    read = sum(bool(sandbox.replies(one)) for one in posts) / (time.monotonic() - begun)
    answers, suggestions = watch.seconds()
    every = [one for taken in answers.values() for one in taken]
    slowest = sorted(answers, key=lambda name: percentile(answers[name], 0.99))[-1]
    return [
        Line("articles read and answered a second meanwhile", read, "/s", how=f"{rate:g} a second posted"),
        Line("first answer, p50", percentile(every, 0.50), "s", how=f"{len(every)} interactions, {len(answers)} kinds"),
        Line("first answer, p99", percentile(every, 0.99), "s", ANSWER_S),
        Line(
            "first answer, the slowest",
            max(every),
            "s",
            how=f"of all; slowest kind: {slowest}, p99 {percentile(answers[slowest], 0.99):.2f}",
        ),
        Line("suggestions, p50", percentile(suggestions, 0.50) * 1000, "ms", how=f"{len(suggestions)} asked for"),
        Line("suggestions, p99", percentile(suggestions, 0.99) * 1000, "ms", SUGGEST_MS),
    ]


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--children", type=int, default=2)
    given = parser.parse_args()
    lines = asyncio.run(measure(given.facts, given.rate, given.seconds, given.children))
    print(markdown(f"Answers while reading, {given.facts:,} facts in the store", lines))


if __name__ == "__main__":
    main()
