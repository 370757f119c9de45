"""What a Discord message posts: its links, its pasted article, its files, each as an article to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from bot.fingerprint import text_hash
from bot.intake.links import find_links
from bot.model import Outcome
from bot.store.records import ArticleSource, NewArticle

TEXT_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm"})
DOCUMENT_SUFFIXES = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".pages"})
"""Files that people post to be read and that are not read yet: they are answered, never passed over in silence."""
PASTE_LENGTH = 400
"""Characters from which a message without links is taken for a pasted article: two or three sentences of news, no chat line."""
PASTE_LENGTH_BESIDE_LINK = 900
"""The same beside a link, where people comment on what they post."""
MOST_ARTICLES = 10
"""The most articles read from one message; Discord allows as many files and embeds."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; `size` in bytes."""

    id: int
    name: str
    url: str
    size: int


def articles_of(
    content: str, attachments: Iterable[Attachment], *, guild_id: int, allow: tuple[str, ...] = (), asked: bool = False
) -> list[NewArticle]:
    """List what a message posts, in its order, each article once.

    Args:
        content: the message's text, those of forwarded messages included.
        attachments: its files.
        guild_id: the guild, to which pasted texts and files belong.
        allow: host:port pairs that are fetched although they are not public: the sandbox.
        asked: somebody asked for this very message: then a text of any length counts, and files of any name.
    """
    found: dict[str, NewArticle] = {}
    for link in find_links(content, allow=allow):
        found.setdefault(link.key, NewArticle(key=link.key, source=ArticleSource.PAGE, url=link.url, outcome=link.outcome))
    for file in attachments:
        suffix = PurePath(file.name.lower()).suffix
        if asked or suffix in TEXT_SUFFIXES | DOCUMENT_SUFFIXES:
            key, outcome = f"file:{guild_id}:{file.id}", Outcome.UNREADABLE_FILE if suffix in DOCUMENT_SUFFIXES else None
            found[key] = NewArticle(key=key, source=ArticleSource.FILE, url=file.url, file_name=file.name, outcome=outcome)
    length = PASTE_LENGTH_BESIDE_LINK if found else PASTE_LENGTH
    if len(content) >= length or (asked and not found):
        key = f"text:{guild_id}:{text_hash(content)}"
        found[key] = NewArticle(key=key, source=ArticleSource.TEXT, text=content)
    return list(found.values())[:MOST_ARTICLES]


def worth_a_reply(articles: Iterable[NewArticle]) -> bool:
    """Tell whether a message posts anything but links that are known to be no articles (images, videos, chat links)."""
    return any(article.outcome is not Outcome.NOT_AN_ARTICLE for article in articles)
