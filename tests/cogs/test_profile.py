"""Pages of companies, people and events, and the way from one to the next."""

from datetime import date, timedelta

from bot.model import Certainty, Entity, EntityKind, Kind, Person, When
from bot.sandbox.world import Sandbox
from bot.store import entities, profiles
from bot.store.database import Database
from tests.cogs.guild import GUILD, NOW, OTHER_GUILD, fact, page, post, read
from tests.cogs.live import Bot, becomes, posted, shown

NAMES = [
    Entity("Lumio", EntityKind.COMPANY),
    Entity("Novax", EntityKind.COMPANY),
    Entity("Brest", EntityKind.PLACE),
    Entity("Lumio One", EntityKind.PRODUCT),
    Entity("Jeanne Martin", EntityKind.PERSON),
    Entity("Paul Roux", EntityKind.PERSON),
    Entity("Salon du jeu", EntityKind.EVENT),
]


def on(days: int) -> When:
    day = NOW.date() + timedelta(days=days)
    return When(day, day, "ce jour")


TOLD = [
    fact(0, object="une usine", place="Brest", time=on(-30)),
    fact(1, Kind.APPOINTMENT, object=None, people=(Person("Jeanne Martin", "directrice générale"),), time=on(-20)),
    fact(2, Kind.DEPARTURE, object=None, people=(Person("Paul Roux", "directeur financier", "Lumio"),), time=on(-10)),
    fact(3, Kind.LAUNCH, object="Lumio One", time=on(-5)),
    fact(4, Kind.PARTNERSHIP, object="Novax", people=(Person("Paul Roux", "fondateur", "Novax"),), time=on(-4)),
    fact(5, Kind.SCHEDULED_EVENT, "Salon du jeu", object=None, place="Brest", time=on(8)),
    fact(6, Kind.STATEMENT, object=None, time=on(0)),
]


async def test_roles_and_companions_are_the_guilds_own(db: Database) -> None:
    (article,) = await post(db, 1, [page("a")])
    await read(db, article, TOLD, names=NAMES)
    async with db.read() as conn:
        lumio = await entities.resolve(conn, GUILD, "Lumio")
        assert lumio is not None
        roles = await profiles.roles_of(conn, GUILD, lumio.id)
        assert [(one.name, one.role, one.left) for one in roles] == [
            ("Paul Roux", "directeur financier", True),
            ("Jeanne Martin", "directrice générale", False),
        ]
        with_it = await profiles.companions(conn, GUILD, lumio.id, set(EntityKind), limit=9)
        assert {one.name for one in with_it} == {"Novax", "Brest", "Lumio One", "Jeanne Martin", "Paul Roux"}
        assert with_it[0].name == "Paul Roux"
        paul = await entities.resolve(conn, GUILD, "paul roux", kinds={EntityKind.PERSON})
        assert paul is not None
        held = await profiles.roles_held(conn, GUILD, paul.id)
        assert [(one.role, one.organisation, one.left) for one in held] == [
            ("fondateur", "Novax", False),
            ("directeur financier", "Lumio", True),
        ]
        for entity in (lumio.id, paul.id):
            assert await profiles.roles_of(conn, OTHER_GUILD, entity) == []
            assert await profiles.roles_held(conn, OTHER_GUILD, entity) == []
            assert await profiles.companions(conn, OTHER_GUILD, entity, set(EntityKind)) == []
            assert await profiles.kinds_of(conn, OTHER_GUILD, entity) == []
            assert await profiles.days_of(conn, OTHER_GUILD, entity, since=date(2000, 1, 1)) == []
        assert await entities.suggest(conn, OTHER_GUILD, "", kinds=set(EntityKind)) == []
        days = await profiles.days_of(conn, GUILD, lumio.id, since=date(2026, 11, 1))
        assert {one.certainty for one in days} == {Certainty.CONFIRMED}
        assert sum(one.facts for one in days) == 6
        assert await profiles.days_of(conn, GUILD, lumio.id, since=date(2026, 12, 1)) == []
        since = await profiles.kinds_of(conn, GUILD, lumio.id, since=date(2026, 11, 19))
        assert {one.kind for one in since} == {Kind.LAUNCH, Kind.PARTNERSHIP, Kind.STATEMENT}


async def test_a_companys_page_leads_on(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", TOLD, names=NAMES)
    company = await sandbox.slash("alice", "news", "company", locale="fr", name="LUMIO")
    text = company.text
    assert not company.ephemeral
    assert "## Lumio\n-# entreprise · 6 faits" in text
    assert "**Personnes** · Paul Roux (directeur financier), jusqu'à récemment, Jeanne Martin (directrice générale)" in text
    assert "**Lieux** · Brest (1)" in text
    assert "**Produits et lois** · Lumio One (1)" in text
    assert text.index("Du nouveau") < text.index("Novax", text.index("Du nouveau")) < text.index("une usine")
    assert [file.name for file in shown(company).files] == ["activity.png"]
    everything = await sandbox.click("bob", shown(company), "Tous les faits", locale="en-US")
    assert everything.ephemeral
    assert "6 facts" in everything.text
    (menu,) = shown(company).menus
    paul = menu.values[menu.labels.index("Paul Roux")]
    await sandbox.select("alice", shown(company), [paul], custom_id=menu.custom_id, locale="fr")
    person = await becomes(sandbox, "## Paul Roux")
    assert "**Fonctions** · fondateur, Novax, directeur financier, Lumio, jusqu'à récemment" in person.text
    assert not person.files
    light = await sandbox.slash("bob", "news", "company", locale="en-US", name="Lumio", theme="light")
    assert [file.name for file in shown(light).files] == ["activity.png"]


async def test_a_person_and_an_event(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", TOLD, names=NAMES)
    offered = await sandbox.autocomplete("alice", "news", "person", "name", "", locale="fr")
    assert {choice.value for choice in offered} == {"Jeanne Martin", "Paul Roux"}
    person = await sandbox.slash("alice", "news", "person", locale="en-US", name="jeanne martin")
    assert "**Roles** · directrice générale, Lumio" in person.text
    assert [one.value for one in await sandbox.autocomplete("alice", "news", "event", "name", "jeu", locale="fr")] == ["Salon du jeu"]
    event = await sandbox.slash("alice", "news", "event", locale="fr", name="salon du jeu")
    assert "2 décembre 2026" in event.text
    assert "Brest" in event.text
    assert [one.value for one in await sandbox.autocomplete("alice", "news", "company", "name", "nov", locale="fr")] == ["Novax"]
    near = await sandbox.slash("alice", "news", "company", locale="fr", name="Novex")
    assert near.ephemeral
    assert "Vouliez-vous dire" in near.text


async def test_another_guild_has_no_such_page(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", TOLD, names=NAMES)
    elsewhere = sandbox.other.channels["news"]
    for command, name in (("company", "Lumio"), ("person", "Paul Roux"), ("event", "Salon du jeu")):
        hidden = await sandbox.slash("dora", elsewhere, command, locale="fr", name=name)
        assert "Rien n'est connu" in hidden.text
        assert not shown(hidden).buttons
        assert await sandbox.autocomplete("dora", elsewhere, command, "name", name[:3]) == []


async def test_two_names_side_by_side(bot: Bot, sandbox: Sandbox) -> None:
    await posted(bot, sandbox, "a", TOLD, names=NAMES)
    both = await sandbox.slash("alice", "news", "compare", locale="fr", first="Lumio", second="novax")
    assert "## Lumio · Novax" in both.text
    assert both.text.index("Les deux ensemble") < both.text.index("→ Novax") < both.text.index("### Lumio")
    assert both.text.count("→ Novax") == 1
    assert len(shown(both).buttons) >= 2
    apart = await sandbox.slash("alice", "news", "compare", locale="en-US", first="Novax", second="Salon du jeu")
    assert "No fact posted here tells of both" in apart.text
    same = await sandbox.slash("alice", "news", "compare", locale="fr", first="Lumio", second="LUMIO")
    assert same.ephemeral
    assert "Choisissez-en deux" in same.text
    hidden = await sandbox.slash("dora", sandbox.other.channels["news"], "compare", locale="fr", first="Lumio", second="Novax")
    assert "Rien n'est connu" in hidden.text


async def test_a_timeline_in_words_and_in_a_picture(bot: Bot, sandbox: Sandbox) -> None:
    old = fact(7, Kind.FUNDING, object="un fonds", time=When(date(2024, 3, 1), date(2024, 3, 31), "mars 2024"))
    await posted(bot, sandbox, "a", [*TOLD, old], names=NAMES)
    answer = await sandbox.slash("alice", "news", "timeline", locale="fr", name="Lumio")
    text = answer.text
    assert text.index("mars 2024") < text.index("sans nouvelle") < text.index("une usine") < text.index("Lumio One")
    assert "Jeanne Martin" in text
    assert [file.name for file in shown(answer).files] == ["timeline.png"]
    recent = await sandbox.slash("alice", "news", "timeline", locale="en-US", name="Lumio", since="2026-11-18", theme="light")
    assert "March 2024" not in recent.text
    assert "Lumio One" in recent.text
    nothing = await sandbox.slash("alice", "news", "timeline", locale="fr", name="Lumio", since="2026-11-25")
    assert "Aucun fait daté" in nothing.text + "".join(post.text for post in nothing.followups)
    hidden = await sandbox.slash("dora", sandbox.other.channels["news"], "timeline", locale="fr", name="Lumio")
    assert "Rien n'est connu" in hidden.text
