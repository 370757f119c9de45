"""Links as people write them, their keys, and the decision on addresses."""

# ruff: noqa: E501, S104 - tables of addresses
from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.addresses import is_public
from bot.intake.decide import Refusal, decide
from bot.intake.keys import canonical_key, own_canonical, registrable
from bot.intake.links import find_links, typed_link, without_links
from bot.intake.wrappers import unwrap
from bot.model import Outcome

A = "https://www.le-journal.fr/eco/article"
CODED = base64.urlsafe_b64encode(A.encode()).decode().rstrip("=")
IN_BYTES = base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(A)]) + A.encode() + b"\xd2\x01\x00").decode().rstrip("=")
SUITE = Path(__file__).parents[2] / "../shared/suites/urls_ssrf.jsonl"


@pytest.mark.parametrize(
    "message",
    [
        A, f"<{A}>", f"lire {A}.", f"({A})", f"||{A}||", f"« {A} »", f"«{A}»", f"“{A}”", f'"{A}"', f"[un article]({A})", f"[un article](<{A}>)", f"**{A}**", f"*{A}*", f"__{A}__", f"~~{A}~~",
        f"{A}, et puis ?", f"vu ici : {A} !", f"> {A}", f"a\n{A}\nb", f"{A}…", f"[{A}]", f"{A} {A}?utm_source=discord", f"{A})", f"`code` {A}", f"{A}\u00a0!", f"HTTPS{A[5:]}", f"[{A}]({A})", f"‹{A}›", f"{A}\u200b suite", f"{A}🎉", f"{A} → à lire", f"👉{A}", f"# {A}", f"||<{A}>||", f"[**gras**]({A} \"titre\")", f"{A},{A}",
        f"{A}{A}", f"{A};", f"-# {A}", f"1. {A}", f"'{A}'", f"‘{A}’", f"{A}\n```\n{A}/autre\n```",
    ],
)  # fmt: skip
def test_links_are_found_as_people_write_them(message: str) -> None:
    links = find_links(message)
    assert [link.key for link in links] == [canonical_key(A)]
    assert links[0].outcome is None


def test_brackets_of_the_address_stay() -> None:
    for url in ("https://fr.wikipedia.org/wiki/Lyon_(ville)", "https://a.fr/x_(y)_(z)", "https://a.fr/a_b_"):
        assert [link.url for link in find_links(f"voir ({url}) et [ici]({url}).")] == [url]


def test_within_angle_brackets_an_address_is_taken_whole() -> None:
    assert [link.url for link in find_links(f"<{A}.>")] == [f"{A}."]
    assert [link.url for link in find_links(f"voir {A}.")] == [A]


def test_an_address_within_an_address_is_one_link() -> None:
    for url in (f"https://web.archive.org/web/2024/{A}", f"https://a.fr/lire?suite={A}"):
        assert [link.url for link in find_links(url)] == [url]


def test_code_is_not_looked_into() -> None:
    assert find_links(f"```\n{A}\n``` et `{A}`") == []
    assert find_links("https:// http://") == []


def test_several_links_in_order_and_what_is_left() -> None:
    message = f"un {A}/1 deux {A}/2 un {A}/1#titre"
    assert [link.url for link in find_links(message)] == [f"{A}/1", f"{A}/2"]
    assert without_links(message).split() == ["un", "deux", "un"]


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/a.html", Outcome.NOT_AN_ARTICLE),
        ("https://discord.com/channels/1/2/3", Outcome.NOT_AN_ARTICLE),
        ("https://tenor.com/view/x", Outcome.NOT_AN_ARTICLE),
        ("https://www.youtube.com/watch?v=x", Outcome.MEDIA_PAGE),
        ("https://youtu.be/x", Outcome.MEDIA_PAGE),
        ("https://a.fr/photo.JPG?w=100", Outcome.NOT_AN_ARTICLE),
        ("https://a.fr/rapport.pdf", Outcome.NOT_HTML),
        ("https://a.fr/son.mp3", Outcome.MEDIA_PAGE),
        ("https://boutique.fr/panier", Outcome.NOT_AN_ARTICLE),
        ("https://boutique.fr/fr/checkout/step-2", Outcome.NOT_AN_ARTICLE),
        ("https://www.boutique.fr/fr-fr/mon-compte/", Outcome.NOT_AN_ARTICLE),
        ("https://www.amazon.com.br/dp/B0", Outcome.NOT_AN_ARTICLE),
        ("https://www.google.fr/search?q=x", Outcome.NOT_AN_ARTICLE),
        ("https://www.arte.tv/fr/videos/1-000/x/", Outcome.MEDIA_PAGE),
        ("http://127.0.0.1/x", Outcome.REFUSED_ADDRESS),
        ("https://intranet/x", Outcome.REFUSED_ADDRESS),
        ("https://www.google.com/url?q=http://169.254.169.254/", Outcome.REFUSED_ADDRESS),
    ],
)
def test_what_is_no_article_is_told_without_a_request(url: str, outcome: Outcome) -> None:
    assert [link.outcome for link in find_links(url)] == [outcome]


@pytest.mark.parametrize(
    "url",
    [
        "https://about.fb.com/news/2024/11/x/", "https://discord.com/blog/how-we-x", "https://newsroom.spotify.com/2024-11-15/x/", "https://www.lequipe.fr/Basket/Actualites/x/1", "https://fr.wikipedia.org/wiki/Node.js",
        "https://www.theregister.com/2024/11/15/x/", "https://a.fr/register/2024/un-article", "https://www.ebayinc.com/stories/x", "https://t.co/abc", "https://bit.ly/3x",
        "https://fr.wikipedia.org/wiki/Panier", "https://www.le-journal.fr/sport/basket/", "https://global.rakuten.com/corp/news/press/1.html", "https://www.netflix.com/tudum/articles/x",
        "https://www.le-journal.fr/economie/video/2024/11/15/x_1.html", "https://www.bbc.com/news/videos/c1", "https://www.nytimes.com/wirecutter/shop/best-x", "https://www.cnn.com/videos/business/2024/11/15/x.cnn",
        "https://www.lefigaro.fr/shopping/x-20241115", "https://www.usine.fr/start-up/login-ouvre-un-bureau-123", "https://www.epicgames.com/site/en-US/news/x",
    ],
)  # fmt: skip
def test_what_may_be_an_article_is_fetched(url: str) -> None:
    assert [(link.url, link.outcome) for link in find_links(url)] == [(url, None)]


@pytest.mark.parametrize(
    "url",
    [
        f"{A}/", f"{A}?utm_source=a&utm_medium=b", f"{A}#xtor=RSS-1", "http://le-journal.fr/eco/article", "https://m.le-journal.fr/eco/article", "https://amp.le-journal.fr/eco/article", f"{A}/amp", f"{A}/amp/",
        f"{A}?amp=1", f"{A}?outputType=amp", f"{A}?fbclid=x", f"{A}?at_medium=x&at_campaign=y", "https://WWW.LE-JOURNAL.FR:443/eco/article", f"{A}?xtor=AL-1", f"{A}?", "https://www.le-journal.fr./eco/article", "https://wap.le-journal.fr/eco/article", "https://www.le-journal.fr/amp/eco/article", "https://www.le-journal.fr/eco/amp/article", f"{A}.amp", f"{A}/index.html",
        f"{A}?ref=rss", f"{A}?source=newsletter&ocid=x", f"{A}?cm_mmc=a&kwp_0=1&gad_source=1&srsltid=x", f"{A}?UTM_Source=a", f"{A}?print=1", f"{A}#:~:text=Lyon", f"{A}#Echobox=1",
    ],
)  # fmt: skip
def test_forms_of_one_page_have_one_key(url: str) -> None:
    assert canonical_key(url) == canonical_key(A)


@pytest.mark.parametrize(
    "url",
    [
        f"{A}2",
        f"{A}?id=1",
        f"{A}?page=2",
        f"{A}?p=7",
        f"{A}?s=x",
        f"{A}?ref=12",
        f"{A}?source=afp",
        f"{A}?t=1",
        f"{A}?q=x",
        f"{A}/amplificateur",
        f"{A}/index",
        f"{A}#!/autre",
        "https://blog.le-journal.fr/eco/article",
        A.upper(),
    ],
)
def test_other_pages_have_other_keys(url: str) -> None:
    assert canonical_key(url) != canonical_key(A)


@pytest.mark.parametrize(
    "wrapper",
    [
        f"https://www.google.com/url?sa=t&url={A}", f"https://www.google.fr/url?q={A}&sa=D", f"https://www.google.com/amp/s/{A[8:]}", f"https://www-le--journal-fr.cdn.ampproject.org/c/s/{A[8:]}",
        f"https://l.facebook.com/l.php?u={A}&h=x", f"https://lm.facebook.com/l.php?u={A}", f"https://www.linkedin.com/safety/go?url={A}", f"https://eur01.safelinks.protection.outlook.com/?url={A}&data=1",
        f"https://www.google.com/url?q=https://l.facebook.com/l.php?u={A}", f"https://urldefense.com/v3/__{A}__;!!x$", f"https://www.bing.com/ck/a?!&&p=1&u=a1{CODED}&ntb=1",
        f"https://news.google.com/rss/articles/{IN_BYTES}?oc=5", f"https://r.search.yahoo.com/_ylt=A/RV=2/RU={quote(A, safe='')}/RK=2/RS=x-", "https://www-le--journal-fr.translate.goog/eco/article?_x_tr_sl=fr",
        f"https://twitter.com/intent/tweet?text=Lire%20{quote(A)}%20via%20x", f"https://wa.me/?text=Un%20titre%20{quote(A)}", "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.le-2Djournal.fr_eco_article&d=x",
        f"https://secure-web.cisco.com/1abc/{quote(A, safe='')}", f"https://href.li/?{A}", f"https://12ft.io/{A}", f"https://click.une-lettre.fr/track/click?url={quote(A, safe='')}", f"https://www.facebook.com/sharer/sharer.php?u={A}",
        f"https://www.linkedin.com/sharing/share-offsite/?url={A}", f"https://t.me/share/url?url={A}&text=x", f"https://l.instagram.com/?u={A}", f"https://www.bing.com/amp/s/{A[8:]}", f"https://l.messenger.com/l.php?u={A}",
    ],
)  # fmt: skip
def test_wrappers_are_undone(wrapper: str) -> None:
    assert canonical_key(unwrap(wrapper)) == canonical_key(A)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.le-journal.fr/redirect?url=https%3A%2F%2Fwww.le-journal.fr%2Fx",
        "https://a.fr/article?url=https%3A%2F%2Fb.fr%2Fx",
        "https://www.google.com/url?q=javascript:x",
        "https://www.bing.com/ck/a?u=a1%%%",
    ],
)
def test_what_is_no_wrapper_stays(url: str) -> None:
    assert unwrap(url) == url


def test_own_canonical() -> None:
    assert own_canonical(A + "?x=1", "/eco/article") == A
    assert own_canonical(A, "https://amp.le-journal.fr/eco/article") == "https://amp.le-journal.fr/eco/article"
    for stated in ("https://autre.fr/x", "https://www.le-journal.fr/", "javascript:x", "http://[::1", ""):
        assert own_canonical(A, stated) in (None, A if not stated else None)


URLISH = st.lists(
    st.sampled_from(
        [
            A,
            "https://",
            "http://a.fr/é",
            "(",
            ")",
            "<",
            ">",
            "](",
            "||",
            "`",
            "```",
            "*",
            ".",
            " ",
            "\n",
            "[",
            "]",
            "?q=%zz",
            "@",
            "\\",
            "[::1]",
            "\ud800",
        ]
    ),
    max_size=30,
)


@given(URLISH)
def test_any_message_is_survived(parts: list[str]) -> None:
    for link in find_links("".join(parts)):
        assert link.url.lower().startswith(("http://", "https://"))
        assert canonical_key(link.key) == link.key or link.outcome is not None
    without_links("".join(parts))


@given(st.text(max_size=80))
def test_any_address_is_decided(text: str) -> None:
    for url in (text, f"http://{text}", f"https://a.fr/{text}"):
        decision = decide(url)
        assert decision.allowed == (decision.url is not None)
        canonical_key(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "100.64.0.1", "168.63.129.16", "169.254.169.254", "172.31.0.1", "192.0.0.192", "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0",
        "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fe80::1", "fe80::1%eth0",
        "fec0::1", "ff02::1", "100::1", "2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:8.8.8.8", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2a00:1450:4007:80e::200e", "2606:4700::6810:84e5", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


def test_decisions_name_their_reason() -> None:
    reasons = {
        "ftp://a.fr/": Refusal.SCHEME, "http://a@b.fr/": Refusal.CREDENTIALS, "http://a.fr:81/": Refusal.PORT, "https://a.fr:80/": Refusal.PORT, "http://a/": Refusal.HOST, "http://localhost./": Refusal.OWN_NAME,
        "http://x.nip.io/": Refusal.OWN_NAME, "http://10.0.0.1/": Refusal.NOT_PUBLIC, "http://a.fr/" + "x" * 3000: Refusal.TOO_LONG, "http://a.fr/\\": Refusal.MALFORMED,
    }  # fmt: skip
    assert {url: decide(url).why for url in reasons} == reasons
    assert decide("http://a.fr/", resolves_to=["8.8.8.8", "127.0.0.1"]).why is Refusal.NOT_PUBLIC
    assert decide("http://a.fr/", redirects_to="http://127.0.0.1/").why is Refusal.NOT_PUBLIC
    assert decide("http://a.fr/", redirects_to="http://[::1").why is Refusal.MALFORMED
    assert decide("http://127.0.0.1:8123/x", allow=["127.0.0.1:8123"]).allowed
    assert not decide("http://127.0.0.1:8124/x", allow=["127.0.0.1:8123"]).allowed


@pytest.mark.skipif(not SUITE.exists(), reason="the suite of addresses isn't beside this repository")
def test_the_suite_of_addresses() -> None:
    rows = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    right = {"allow": 0, "refuse": 0}
    for row in rows:
        resolves_to = [row["resolves_to"]] if isinstance(row.get("resolves_to"), str) else row.get("resolves_to")
        decision = decide(row["url"], resolves_to=resolves_to, redirects_to=row.get("redirects_to"))
        right[row["expect"]] += decision.allowed == (row["expect"] == "allow")
    asked = {expected: sum(row["expect"] == expected for row in rows) for expected in right}
    assert right["refuse"] == asked["refuse"]
    assert right["allow"] >= 0.995 * asked["allow"]


@pytest.mark.parametrize(
    "typed", [A, f"<{A}>", A.removeprefix("https://"), f" {A.removeprefix('https://')} ", f"[titre]({A})", f"Vu : {A}"]
)
def test_a_link_is_typed_with_its_scheme_or_without(typed: str) -> None:
    assert (found := typed_link(typed)) is not None
    assert found.key == canonical_key(A)


@pytest.mark.parametrize("typed", ["", "Lumio", "Lumio à Brest", "."])
def test_no_link_is_typed(typed: str) -> None:
    assert typed_link(typed) is None


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.lemonde.fr", "lemonde.fr"),
        ("news.bbc.co.uk.", "bbc.co.uk"),
        ("paper.github.io", "github.io"),
        ("news.sina.xn--55qx5d.cn", "sina.xn--55qx5d.cn"),
        ("co.uk", "co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("paper.intranet", "paper.intranet"),
        ("xn--.fr", "xn--.fr"),
    ],
)
def test_the_domain_that_an_owner_registers(host: str, domain: str) -> None:
    assert registrable(host) == domain
