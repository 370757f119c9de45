from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from discord import ui

from bot import answers
from bot.errors import IntakeError, StoreError, VigieError
from bot.model import Amount, Evidence, Kind, Language, Outcome, When
from bot.store import articles, entities, follows, journal, messages
from bot.store.database import Database
from bot.store.records import ArticleSource, JournalEntry, NewArticle, Telling
from bot.summary.agreement import agree
from bot.summary.digest import build
from cogs._digest import digest_message, marker
from cogs._errors import explain
from cogs._layout import check_limits
from cogs._reply import build_reply
from tests.cogs.guild import CHANNEL, GUILD, NOW, fact, page, post, read
from tests.cogs.test_lists import READER, ids, texts

FR = Language.FR


async def test_one_article_shows_its_best_facts_and_leads_to_all(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact(n) for n in range(7)])
    view = await build_reply(db, 1, FR)
    assert view is not None
    shown = texts(view)
    assert "### [Lumio à Brest](https://example.org/a)" in shown
    assert "La Vigie · 23 novembre 2026" in shown
    assert shown.count("**Implantation**") == 5
    assert "… et 2 autres faits." in shown
    assert ids(view) == [f"vigie:page:a:{article}:-:0"]


async def test_what_could_not_be_read_says_why_and_what_to_do(db: Database) -> None:
    first, second = await post(db, 1, [page("a"), page("b")])
    await read(db, first, [fact()])
    async with db.write() as conn:
        await articles.save_outcome(conn, second, Outcome.PAYWALL, read_at=NOW)
    view = await build_reply(db, 1, FR)
    assert view is not None
    assert "réservé aux abonnés" in texts(view)
    assert "Collez le texte" in texts(view)
    assert len(ids(view)) == 1
    english = await build_reply(db, 1, Language.EN)
    assert english is not None
    assert "For subscribers" in texts(english)


async def test_a_failure_of_ours_gives_the_number_that_the_log_has(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    async with db.write() as conn:
        await articles.save_outcome(conn, article, Outcome.FAILED, read_at=NOW)
        entry = JournalEntry(NOW, GUILD, CHANNEL, 1, article, "https://example.org/a", "extract", Outcome.FAILED, "0badcafe", 12)
        await journal.record(conn, entry)
    view = await build_reply(db, 1, FR)
    assert view is not None
    assert "par un défaut de Vigie" in texts(view)
    assert "`0badcafe`" in texts(view)


async def test_what_could_not_be_read_says_why_each_time_it_is_posted(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    async with db.write() as conn:
        await articles.save_outcome(conn, article, Outcome.NOT_FOUND, read_at=NOW)
    await post(db, 2, [page("a")])
    view = await build_reply(db, 2, FR)
    assert view is not None
    assert "404" in texts(view)
    assert "Déjà lu" not in texts(view)


async def test_an_article_posted_before_is_pointed_at(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact()])
    await post(db, 2, [page("a")])
    view = await build_reply(db, 2, FR)
    assert view is not None
    assert f"Déjà lu [le <t:{int(NOW.timestamp()) + 1}:d>](https://discord.com/channels/{GUILD}/{CHANNEL}/1)" in texts(view)
    assert "**Implantation**" not in texts(view)
    first = await build_reply(db, 1, FR)
    assert first is not None
    assert "Déjà lu" not in texts(first)


async def test_the_same_text_under_another_address_is_pointed_at(db: Database) -> None:
    (first,) = await post(db, 1, [page("a")])
    await read(db, first, [fact()])
    (copy,) = await post(db, 2, [page("b")])
    async with db.write() as conn:
        row = await articles.get_article(conn, first)
        assert row is not None
        outcome = await articles.save_reading(conn, copy, article_of(row.text or ""), etag=None, last_modified=None, read_at=NOW)
    assert outcome is Outcome.DUPLICATE
    view = await build_reply(db, 2, FR)
    assert view is not None
    assert f"/{CHANNEL}/1)" in texts(view)
    assert ids(view) == [f"vigie:page:a:{first}:-:0"]


def article_of(text: str):
    from bot.model import Article

    return Article(text, title="Lumio à Brest", site="Une copie")


async def test_ten_articles_fit(db: Database) -> None:
    rows = await post(db, 1, [page(f"{n}" + "x" * 1500 * (n % 2)) for n in range(10)])
    for number, row in enumerate(rows):
        told = [fact(k, subject=f"Lumio {number} *_" * 30, sentence=f"Phrase {number}.") for k in range(9)]
        await read(db, row, told, title="**Titre** [x](https://evil.example) " * 40)
    view = await build_reply(db, 1, FR)
    assert view is not None
    check_limits(view)
    assert len(ids(view)) == 10


async def test_pictures_beside_an_article_are_passed_over_and_alone_get_no_answer(db: Database) -> None:
    await post(db, 1, [page("a", Outcome.TIMEOUT), page("x.png", Outcome.NOT_AN_ARTICLE)])
    await post(db, 2, [page("y.png", Outcome.NOT_AN_ARTICLE)])
    view = await build_reply(db, 1, FR)
    assert view is not None
    assert "x.png" not in texts(view)
    assert await build_reply(db, 2, FR) is None
    assert await build_reply(db, 99, FR) is None
    async with db.write() as conn:
        await messages.erase_message(conn, 1)
    assert await build_reply(db, 1, FR) is None


async def test_not_read_yet_and_no_facts(db: Database) -> None:
    new = [
        page("a"),
        NewArticle("text:1:b", ArticleSource.TEXT, text="un texte"),
        NewArticle("file:1:2", ArticleSource.FILE, url="u", file_name="@x.txt"),
    ]
    rows = await post(db, 1, new)
    await read(db, rows[1], [], title=None)
    view = await build_reply(db, 1, FR)
    assert view is not None
    shown = texts(view)
    assert "Lecture en cours" in shown
    assert "### Texte collé" in shown
    assert "aucun fait net" in shown
    assert "### @\u200bx.txt" in shown


async def test_a_digest_names_its_links_and_fits(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, [fact(n, kind, subject=f"Lumio {n}") for n, kind in enumerate(Kind)])
    async with db.read() as conn:
        from bot.store import facts

        posted = await facts.posted_between(conn, GUILD, NOW, datetime.max.replace(tzinfo=NOW.tzinfo))
    unread = [
        JournalEntry(NOW, GUILD, CHANNEL, 5, n, f"https://site{n}.example/" + "x" * 300, "read", Outcome.PAYWALL, None, None)
        for n in range(100, 120)
    ]
    day = READER.today
    made = build(agree([Telling(one, one.article_id) for one in posted]), unread)
    stories = tuple(replace(one, story=max(place, 1)) for place, one in enumerate(made.items))  # as many dividing lines as there can be
    view = digest_message(READER, replace(made, items=stories, coming=(stories[0].item,)), day)
    shown = texts(view)
    assert "### Dans les sept jours" in shown
    assert "## Le point du 24 novembre 2026" in shown
    assert sum(one.startswith("vigie:src:") for one in ids(view)) == 9
    assert "… et 15 autres faits" in shown
    assert "site100.example" in shown
    assert "autres liens" in shown
    assert view.to_components()[0]["id"] == marker(day)
    assert "Rien de nouveau" in texts(digest_message(READER, build([], []), None))


async def test_a_digest_has_stories_what_is_followed_what_is_disputed_and_the_week(db: Database) -> None:
    soon = When(READER.today + timedelta(days=2), READER.today + timedelta(days=2), "")
    event = fact(0, Kind.SCHEDULED_EVENT, "Salon du Port", object=None, time=soon)
    first, second = await post(db, 1, [page("a"), page("b")])
    for article, site, sum_, more in ((first, "Le Phare", "10", [fact(1)]), (second, "La Digue", "12", [fact(2, subject="Nacre"), event])):
        said = f"Lumio a levé {sum_} millions d'euros."
        raised = fact(0, Kind.FUNDING, object=None, amount=Amount(float(sum_) * 1e6, "EUR", f"{sum_} millions d'euros"))
        await read(db, article, [replace(one, evidence=Evidence(said, 0, len(said))) for one in (raised, *more)], site=site)
    (old,) = await post(db, 200_000, [page("c")])
    await read(db, old, [replace(event, subject="Nuit de Brest")], site="Le Phare")
    async with db.write() as conn:
        nacre = await entities.resolve(conn, GUILD, "Nacre")
        assert nacre is not None
        await follows.follow(conn, follows.Follow(GUILD, 7, nacre.id, "Nacre"))
    made = await answers.digest(db, GUILD, start=NOW, end=NOW + timedelta(seconds=2), today=READER.today)
    view = digest_message(READER, made, READER.today)
    shown = texts(view)
    assert shown.index("Nacre") < shown.index("Lumio") < shown.index("Salon du Port") < shown.index("### Dans les sept jours")
    assert sum(isinstance(item, ui.Separator) for item in view.walk_children()) == 2  # between three stories
    message = f"[message](https://discord.com/channels/{GUILD}/{CHANNEL}/1)"
    assert f"suivi ici · [La Digue](https://example.org/b) · {message}" in shown
    assert "≠ 1" in shown.partition("Lumio")[2]
    assert "Nuit de Brest" in shown.partition("### Dans les sept jours")[2]
    assert shown.count("Salon du Port · ") == 1


@pytest.mark.parametrize("language", Language)
def test_foreseen_errors_have_their_text_and_others_none(language: Language) -> None:
    assert explain(language, IntakeError(Outcome.PAYWALL))
    assert "@\u200bx" in (explain(language, VigieError("facts.none_of_kind", name="@x")) or "")
    assert explain(language, StoreError("no.such.key")) is None
    assert explain(language, ValueError("secret")) is None
