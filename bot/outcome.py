"""The named outcomes: no link, file or text is passed over in silence."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a link, a file or a text: each has a message and a remedy under `outcome.<value>` in the locales."""

    READ = "read"
    NO_FACTS = "no_facts"
    DUPLICATE = "duplicate"
    PENDING = "pending"
    # the address
    NOT_AN_ARTICLE = "not_an_article"
    REFUSED_ADDRESS = "refused_address"
    # the fetch
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    SERVER_ERROR = "server_error"
    ROBOTS = "robots"
    NOT_HTML = "not_html"
    TLS = "tls"
    # the page
    PAYWALL = "paywall"
    CONSENT_WALL = "consent_wall"
    SCRIPT_ONLY = "script_only"
    LISTING = "listing"
    SOFT_NOT_FOUND = "soft_not_found"
    LIVE_BLOG = "live_blog"
    MEDIA_PAGE = "media_page"
    TOO_SHORT = "too_short"
    EMPTY = "empty"
    HOSTILE_PAGE = "hostile_page"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    UNREADABLE_FILE = "unreadable_file"
    # ours
    CANNOT_REPLY = "cannot_reply"
    FAILED = "failed"
    ERASED = "erased"
