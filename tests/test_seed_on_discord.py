"""The article that the project starts from, posted on Discord: what the first issue asks to see. Read where it lies, copied nowhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.views import Post
from bot.sandbox.world import Sandbox
from tests.running import ANSWER_S, all_pages, bot_on, grouped, opening, sections

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
SEED = Path(__file__).resolve().parents[1] / "../shared/seeds/000_1c1e1b104e9e9f05.txt"


@dataclass(frozen=True, slots=True)
class Seen:
    """What people see after the article was posted: the answer, all of its facts, and what the commands say, in French."""

    sandbox: Sandbox
    posted: Post
    reply: Post
    article: list[Post]
    openai: list[Post]

    def of_article(self, *words: str) -> str:
        """The fact of the article's list that says all of this."""
        return one([text for page in self.article for text in sections(page)], *words)

    def of_openai(self, *words: str) -> str:
        """The fact of `/facts OpenAI` that says all of this."""
        return one([text for page in self.openai for text in sections(page)], *words)


def one(texts: list[str], *words: str) -> str:
    """The only text with all these words."""
    found = [text for text in texts if all(word.casefold() in text.casefold() for word in words)]
    assert len(found) == 1, (words, found, texts)
    return found[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    """Post the article and look at it."""
    if not SEED.exists():
        pytest.skip("no ../shared/seeds beside the repository")
    async with Sandbox() as sandbox, bot_on(sandbox, tmp_path_factory.mktemp("data")):
        posted = await sandbox.post("news", "alice", SEED.read_text(encoding="utf-8"))
        reply = await sandbox.wait_for_reply(posted, ANSWER_S)
        button = next(item.custom_id for item in reply.buttons if item.custom_id)  # all facts of the article
        article = await all_pages(sandbox, "alice", await sandbox.click("alice", reply, custom_id=button, locale="fr"))
        openai = await all_pages(sandbox, "bob", await sandbox.slash("bob", "news", "facts", name="OpenAI", locale="fr"))
        yield Seen(sandbox, posted, reply, article, openai)


async def test_the_text_arrives_as_a_file_and_is_answered_once(seen: Seen) -> None:
    assert [file.name for file in seen.posted.files] == ["message.txt"]
    assert len(seen.sandbox.replies(seen.posted)) == 1
    assert "novembre 2024" in seen.reply.text
    assert "daté d'après le texte" in seen.reply.text
    assert "message.txt" in seen.openai[0].text


async def test_the_answer_itself_tells_of_the_office(seen: Seen) -> None:
    assert "OpenAI" in seen.reply.text
    assert "Paris" in seen.reply.text


@pytest.mark.parametrize("where", ["of_article", "of_openai"])
async def test_the_office_in_paris(seen: Seen, where: str) -> None:
    assert "14 novembre 2024" in getattr(seen, where)("Implantation", "OpenAI", "Paris", "Le Monde")


@pytest.mark.parametrize("where", ["of_article", "of_openai"])
async def test_nine_offices_in_2024(seen: Seen, where: str) -> None:
    assert "en 2024" in getattr(seen, where)("Implantation", "OpenAI", "9 bureaux")


@pytest.mark.parametrize("where", ["of_article", "of_openai"])
async def test_sam_altman_speaks_as_head_of_openai(seen: Seen, where: str) -> None:
    assert "PDG" in getattr(seen, where)("Déclaration", "Sam Altman", "vive la france")


async def test_perplexity_in_marseille_is_not_confirmed(seen: Seen) -> None:
    answer = await seen.sandbox.slash("bob", "news", "facts", name="Perplexity", locale="fr")
    assert answer.message is not None
    groups = grouped(answer.message)
    assert [text for text in groups.get("Non confirmé", []) if "Marseille" in text], answer.text
    assert not [text for text in groups.get("Affirmé", []) if "Marseille" in text]


async def test_the_summit_among_the_events(seen: Seen) -> None:
    answer = await seen.sandbox.slash("bob", "news", "events", when="past", locale="fr")
    texts = [text for page in await all_pages(seen.sandbox, "bob", answer) for text in sections(page)]
    assert "10–11 février 2025" in one(texts, "sommet", "Paris")


async def test_the_law_among_the_events(seen: Seen) -> None:
    answer = await seen.sandbox.slash("bob", "news", "events", when="past", locale="fr")
    texts = [text for page in await all_pages(seen.sandbox, "bob", answer) for text in sections(page)]
    assert "depuis le 1er août 2024" in one(texts, "Réglementation", "AI Act")


@pytest.mark.parametrize("where", ["article", "openai"])
async def test_no_fact_twice(seen: Seen, where: str) -> None:
    texts = [text for page in getattr(seen, where) for text in sections(page)]
    assert len(texts) == len(set(texts))


async def test_every_fact_opens_a_sentence_of_the_article(seen: Seen) -> None:
    article = " ".join(SEED.read_text(encoding="utf-8").split())
    for page in seen.openai:
        for button in opening(page):
            opened = await seen.sandbox.click("bob", page, custom_id=button, locale="fr")
            quoted = next(line for line in opened.text.splitlines() if line.startswith("> "))
            assert opened.ephemeral
            assert quoted.removeprefix("> ").replace("\\", "") in article.replace("\\", "")
