"""Texts and files given in a dialog, answers for one person alone, and a space of one's own outside servers."""

from bot.sandbox.world import Sandbox
from bot.store import entities, messages
from tests.cogs.live import Bot, in_dm, shown

TEXT = "Lumio ouvre une usine à Brest, a annoncé sa directrice."


async def test_a_text_is_read_for_one_and_erased_by_one(bot: Bot, sandbox: Sandbox) -> None:
    asked = await sandbox.slash("alice", "news", "paste", locale="fr")
    assert asked.modal is not None
    assert asked.modal.title == "Coller un article"
    assert asked.modal.inputs == ("text", "file")
    before = len(sandbox.history("news"))
    told = await sandbox.submit_modal("alice", asked, {"text": TEXT}, locale="fr")
    assert told.ephemeral
    assert "Lumio" in told.text
    assert len(sandbox.history("news")) == before
    found = await sandbox.slash("bob", "news", "facts", locale="fr", name="Lumio")
    assert "1 fait" in found.text
    await sandbox.click("alice", shown(told), "L'effacer", locale="fr")
    await sandbox.wait_for(lambda: "Effacé" in told.text)
    gone = await sandbox.slash("bob", "news", "facts", locale="fr", name="Lumio")
    assert "Rien n'est connu" in gone.text


async def test_a_file_is_read_and_nothing_is_said_to_be_nothing(bot: Bot, sandbox: Sandbox) -> None:
    asked = await sandbox.slash("alice", "news", "paste", locale="en-US")
    told = await sandbox.submit_modal("alice", asked, {"file": ("lumio.txt", TEXT.encode())}, locale="en-US")
    assert "lumio.txt" in told.text
    again = await sandbox.slash("alice", "news", "paste", locale="en-US")
    empty = await sandbox.submit_modal("alice", again, {"text": "  …  "}, locale="en-US")
    assert "no text to read" in empty.text


async def test_the_message_command_answers_in_private(bot: Bot, sandbox: Sandbox) -> None:
    post = await sandbox.post("general", "alice", TEXT)
    told = await sandbox.message_command("bob", post, "Extract the facts", locale="fr")
    assert told.ephemeral
    assert "Lumio" in told.text
    nothing = await sandbox.message_command("bob", await sandbox.post("general", "alice", "🎉"), "Extract the facts", locale="fr")
    assert "aucun texte à lire" in nothing.text


async def test_private_messages_are_a_space_of_ones_own(bot: Bot, sandbox: Sandbox) -> None:
    asked = await in_dm(sandbox, "alice", lambda user: user.slash("paste"), locale="fr")
    told = await in_dm(sandbox, "alice", lambda user: user.submit_modal(_result(sandbox, asked), {"text": TEXT}), locale="fr")
    assert told.ephemeral
    mine = await in_dm(sandbox, "alice", lambda user: user.slash("facts", name="lumio"), locale="fr")
    assert mine.ephemeral
    assert "1 fait" in mine.text
    found = await in_dm(sandbox, "alice", lambda user: user.slash("search", words="usine"), locale="fr")
    assert found.ephemeral
    theirs = await in_dm(sandbox, "bob", lambda user: user.slash("facts", name="lumio"), locale="fr")
    assert "Rien n'est connu" in theirs.text
    here = await sandbox.slash("alice", "news", "facts", locale="fr", name="lumio")
    assert "Rien n'est connu" in here.text
    async with bot.db.read() as conn:
        assert await entities.suggest(conn, sandbox.guild.id, "lum") == []
        row = await messages.get_message(conn, told.record.id)
        assert row is not None
        assert row.guild_id == sandbox.member("alice").id


async def test_every_page_of_a_name_is_there_in_private(bot: Bot, sandbox: Sandbox) -> None:
    asked = await in_dm(sandbox, "alice", lambda user: user.slash("paste"), locale="fr")
    await in_dm(sandbox, "alice", lambda user: user.submit_modal(_result(sandbox, asked), {"text": TEXT}), locale="fr")
    for command, options, told in [
        ("company", {"name": "lumio"}, "Lumio"),
        ("timeline", {"name": "lumio"}, "Aucun fait daté"),
        ("compare", {"first": "lumio", "second": "lumio"}, "la même chose"),
        ("events", {}, "Aucun événement"),
        ("person", {"name": "nemo"}, "Rien n'est connu"),
    ]:
        mine = await in_dm(sandbox, "alice", lambda user, command=command, options=options: user.slash(command, **options), locale="fr")
        assert mine.ephemeral, command
        assert told in mine.text, command
    theirs = await in_dm(sandbox, "bob", lambda user: user.slash("company", name="lumio"), locale="fr")
    assert "Rien n'est connu" in theirs.text


def _result(sandbox: Sandbox, answer):
    from simcord.results import InteractionResult

    return InteractionResult(sandbox.world, answer.record)
