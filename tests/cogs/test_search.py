"""Facts by their words, articles by link or title."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind, Outcome
from bot.sandbox.world import Sandbox
from bot.store import articles, finding
from bot.store.database import Database
from bot.store.finding import Query
from cogs._search import TEMPLATE, Lookup, folded
from tests.cogs.guild import GUILD, NOW, OTHER_GUILD, fact, page, post, read
from tests.cogs.live import Bot, becomes, posted, shown

SENTENCES = ["L'Élysée réunit les chaînes d'hôtels à Œuilly.", "Lumio ouvre une usine à Brest.", "Lumio ferme un hôtel."]


@given(st.text(max_size=150), st.one_of(st.none(), st.sampled_from(Kind)), st.one_of(st.none(), st.dates(date(1000, 1, 1))))
def test_a_search_lives_in_its_button(words: str, kind: Kind | None, since: date | None) -> None:
    if not folded(words):
        return
    custom_id = Lookup(Query(words, kind, since), 12).custom_id
    assert len(custom_id) <= 100
    match = TEMPLATE.fullmatch(custom_id)
    assert match is not None
    assert Lookup.parse(match) == Lookup(Query(folded(words), kind, since), 12)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("elysee", {0}),
        ("HOTEL", {0, 2}),
        ("hôtels oeuilly", {0}),
        ("lum", {1, 2}),
        ("usine hôtel", set()),
        ('"*" OR NEAR(', set()),
        ("… !", set()),
        ("", set()),
    ],
)
async def test_case_and_accents_do_not_matter(db: Database, words: str, found: set[int]) -> None:
    for number, sentence in enumerate(SENTENCES):
        (article,) = await post(db, number + 1, [page(str(number))])
        await read(db, article, [fact(number, subject="Zed", object=None, sentence=sentence)])
    async with db.read() as conn:
        hits = await finding.find(conn, GUILD, Query(words), limit=9)
        assert {SENTENCES.index(one.fact.evidence.text) for one in hits.facts} == found
        assert hits.number == len(found)
        assert (await finding.find(conn, OTHER_GUILD, Query(words), limit=9)).number == 0


async def test_hits_are_narrowed_and_paged(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact(n) for n in range(9)] + [fact(9, Kind.LEGAL)])
    answer = await sandbox.slash("alice", "news", "search", locale="fr", words="BREST usine")
    assert "« BREST usine »" in answer.text
    assert "10 faits" in answer.text
    await sandbox.click("alice", shown(answer), "Suivante", locale="fr")
    turned = await becomes(sandbox, "usine 0")
    assert "usine 7" not in turned.text
    aside = await sandbox.click("bob", turned, "Précédente", locale="en-US")
    assert aside.ephemeral
    one = await sandbox.slash("alice", "news", "search", locale="en-US", words="brest", kind="legal", since="2020")
    assert "Legal · since 1 January 2020 · 1 fact" in one.text
    none = await sandbox.slash("alice", "news", "search", locale="fr", words="<@1> zorglub")
    assert none.ephemeral
    assert "moins de mots" in none.text


async def test_an_article_by_link_by_title_and_unread(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", [fact()], title="Lumio s'installe à Brest")
    by_link = await sandbox.slash("alice", "news", "article", locale="fr", link="<https://www.example.org/a?utm_source=x>")
    assert "Lumio s'installe" in by_link.text
    offered = await sandbox.autocomplete("alice", "news", "article", "link", "INSTALLE", locale="fr")
    assert [choice.name for choice in offered] == ["Lumio s'installe à Brest"]
    assert "usine 0" in (await sandbox.slash("alice", "news", "article", locale="fr", link=offered[0].value)).text
    assert "usine 0" in (await sandbox.slash("alice", "news", "article", locale="fr", link="brest")).text
    unknown = await sandbox.slash("alice", "news", "article", locale="en-US", link="https://example.org/never")
    assert unknown.ephemeral
    assert "Post its link" in unknown.text
    dora, elsewhere = sandbox.other.members["dora"], sandbox.other.channels["news"]
    assert await sandbox.autocomplete(dora, elsewhere, "article", "link", "") == []
    hidden = await sandbox.slash(dora, elsewhere, "article", locale="en-US", link=offered[0].value)
    assert "usine" not in hidden.text
    paid = await posted(bot, sandbox, "paid", [])
    async with bot.db.write() as conn:
        await articles.save_outcome(conn, paid, Outcome.PAYWALL, read_at=NOW)
    refused = await sandbox.slash("alice", "news", "article", locale="fr", link="https://example.org/paid")
    assert "abonnés" in refused.text
