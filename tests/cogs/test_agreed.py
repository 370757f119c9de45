"""What articles tell together, wrong facts reported, events taken into calendars: on the embedded Discord."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from bot.i18n import t
from bot.model import Amount, Kind, Language, When
from bot.sandbox.views import Answer, Post
from bot.sandbox.world import Sandbox
from bot.store import reports
from bot.summary.agreement import agree
from bot.summary.values import Relation
from cogs._agreed import contrasts
from tests.cogs.guild import NOW, fact
from tests.cogs.live import Bot, let_make_events, posted, shown
from tests.summary.pairs import telling

TODAY = date(2026, 11, 24)
RAISE = {"kind": "funding", "subject": "Lumio", "lang": "fr", "told": "2026-11-20", "text": "Lumio lève des fonds."}


def button(post: Post, prefix: str) -> str:
    return next(one.custom_id for one in post.buttons if one.custom_id and one.custom_id.startswith(prefix))


async def opened(sandbox: Sandbox, who: str = "alice") -> Answer:
    answer = await sandbox.slash(who, "news", "facts", locale="fr", name="Lumio")
    return await sandbox.click(who, shown(answer), custom_id=button(shown(answer), "vigie:src:"), locale="fr")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("relation", Relation)
def test_every_relation_has_its_words(language: Language, relation: Relation) -> None:
    from bot.i18n import texts

    assert f"agreed.{relation}" in texts(language)


def test_a_disagreement_names_the_other_value_and_its_sources() -> None:
    told = [
        telling({**RAISE, "amount": {"value": value, "unit": "EUR", "text": "x"}}, number) for number, value in enumerate((10e6, 12e6), 1)
    ]
    items = agree(told)
    words = [line for item in items for line in contrasts(Language.FR, item, TODAY)]
    assert len(items) == 2
    assert any("12" in line and "1 source" in line for line in words), words


async def test_one_thing_of_two_papers_is_one_item_with_its_sources(bot: Bot, sandbox: Sandbox) -> None:
    for name, site, sentence in (("a", "Le Phare", "Lumio lève 12 M€ mardi."), ("b", "La Digue", "Mardi, 12 millions sont allés à Lumio.")):
        when, amount = When(TODAY, TODAY, "mardi"), Amount(12e6, "EUR", "12 M€")
        raised = fact(0, Kind.FUNDING, sentence=sentence, object=None, amount=amount, time=when)
        await posted(bot, sandbox, name, [raised], site=site, title=sentence)
    answer = await sandbox.slash("alice", "news", "facts", locale="fr", name="Lumio")
    assert "1 fait" in answer.text
    assert "2 sources" in answer.text
    evidence = await opened(sandbox)
    assert "Le Phare" in evidence.text
    assert "La Digue" in evidence.text


async def test_a_wrong_fact_is_reported_judged_and_hidden(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(1), fact(2)])
    evidence = await opened(sandbox, "bob")
    asked = await sandbox.click("bob", shown(evidence), "Faux ?", locale="fr")
    assert asked.modal is not None
    thanks = await sandbox.submit_modal("bob", asked, {"note": "@everyone ce n'est **pas** vrai"}, locale="fr")
    assert thanks.ephemeral
    assert "Un administrateur décide" in thanks.text
    with pytest.raises(Exception, match="vigie"):
        await sandbox.slash("bob", "news", "vigie reports")
    pending = await sandbox.slash("admin", "general", "vigie reports", locale="fr")
    assert "1 attend une décision" in pending.text
    assert "@everyone" not in pending.text
    judged = await sandbox.click("admin", shown(pending), "Le cacher", locale="fr")
    await sandbox.wait_for(lambda: t(Language.FR, "report.none") in judged.text)
    async with bot.db.read() as conn:
        assert await reports.count_pending(conn, sandbox.guild.id) == 0
    left = await sandbox.slash("bob", "news", "facts", locale="fr", name="Lumio")
    assert "1 fait" in left.text
    none = await sandbox.slash("admin", "general", "vigie reports", locale="en-US")
    assert "None waits" in none.text
    in_english = await sandbox.click("bob", shown(await opened(sandbox, "bob")), "Faux ?", locale="en-US")
    assert in_english.modal is not None
    assert in_english.modal.title == t(Language.EN, "report.title")
    thanks = await sandbox.submit_modal("bob", in_english, {"note": ""}, locale="en-US")
    assert thanks.text == t(Language.EN, "report.thanks")


def event(days: int, **values: object):
    day = NOW.date() + timedelta(days=days)
    return fact(0, Kind.SCHEDULED_EVENT, "Lumio", object=None, place="Brest", time=When(day, day, "ce jour-là"), **values)


async def test_an_event_is_taken_into_a_calendar(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [event(8)])
    one = await sandbox.click("bob", shown(await opened(sandbox, "bob")), "Fichier d'agenda", locale="fr")
    assert one.ephemeral
    (file,) = shown(one).files
    (entry,) = Calendar.from_ical(sandbox.world.store.cdn.get(file.url.removeprefix(sandbox.url))).walk("VEVENT")
    assert entry.decoded("dtstart") == NOW.date() + timedelta(days=8)
    listed = await sandbox.slash("alice", "news", "events", locale="fr", when="upcoming")
    every = await sandbox.click("alice", shown(listed), "Tous dans un fichier d'agenda", locale="fr")
    assert "1 événement" in every.text
    assert shown(every).files


async def test_an_event_is_proposed_by_whoever_may_and_once(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [event(8)])
    refused = await sandbox.click("bob", shown(await opened(sandbox, "bob")), "Proposer au serveur", locale="fr")
    assert "Créer des événements" in refused.text + "".join(post.text for post in refused.followups)
    let_make_events(sandbox)
    preview = await sandbox.click("admin", shown(await opened(sandbox, "admin")), "Proposer au serveur", locale="fr")
    assert preview.ephemeral
    assert "Brest" in preview.text, preview.text
    assert not sandbox.world.store.guilds[sandbox.guild.id].scheduled_events
    for _ in range(2):
        await sandbox.click("admin", shown(preview), "Créer l'événement", locale="fr")
        preview = await sandbox.click("admin", shown(await opened(sandbox, "admin")), "Proposer au serveur", locale="fr")
    assert len(sandbox.world.store.guilds[sandbox.guild.id].scheduled_events) == 1
