"""Pages made to hang or fill whoever parses them: those of the findings, and the limits' near misses."""

from __future__ import annotations

from collections.abc import Callable

HOSTILE: dict[str, Callable[[], str]] = {
    "200,000 attributes": lambda: "<html><body><p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">texte</p></body></html>",
    "200,000 bare attributes": lambda: "<html><body><p " + " ".join(f"a{n}" for n in range(200_000)) + ">texte</p></body></html>",
    "600,000 br": lambda: "<html><body><div>" + "mot<br>" * 600_000 + "</div></body></html>",
    "tiny paragraphs": lambda: "<html><body>" + "<p></p><p>a</p>" * 100_000 + "</body></html>",
    "20 MB of text": lambda: "<html><body><p>" + "mot " * 5_000_000 + "</p></body></html>",
    "unclosed quotes": lambda: "<html><body>" + '<a href="' * 39_000 + "</body></html>",
    "deep nesting": lambda: "<html><body>" + "<div>" * 39_000 + "texte</body></html>",
    "tags of many attributes": lambda: (
        "<html><body>" + ("<p " + " ".join(f'a{n}="x"' for n in range(4_900)) + ">texte</p>") * 70 + "</body></html>"
    ),
    "39,000 paragraphs": lambda: "<html><body>" + "<p>un mot</p>" * 19_400 + "</body></html>",
    "table rows": lambda: "<html><body><table>" + "<tr><td>a</td></tr>" * 9_900 + "</table></body></html>",
    "broken JSON-LD": lambda: (
        '<html><head><script type="application/ld+json">' + "[" * 1_000_000 + "</script></head><body><p>x</p></body></html>"
    ),
    "lookalike tags": lambda: "<html><body>" + "<" * 39_000 + "</body></html>",
    "billion laughs": lambda: '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body>&b;&b;</body></html>',
    "pairs of breaks": lambda: "<html><body><h1>T</h1><div>" + "mot un<br><br>" * 19_000 + "</div></body></html>",
    "pairs of breaks, nested": lambda: "<html><body>" + ("<div>" + "un<br><br>" * 60) * 240 + "</body></html>",
    "spans below the headline": lambda: "<html><body><h1>T</h1>" + "<span>Par A B</span>" * 19_000 + "</body></html>",
    "deep blocks below the headline": lambda: (
        "<html><body><h1>T</h1>" + ("<div>" * 250 + "<span>le 3 mai 2024</span>" + "</div>" * 250) * 70 + "</body></html>"
    ),
    "headings": lambda: "<html><body>" + "<h1>Par A B</h1>" * 19_000 + "</body></html>",
    "lines that look like bylines": lambda: (
        "<html><body><article><h1>T</h1>"
        + "".join(f"<p>par {'a ' * 40}{n} publié le</p>" for n in range(9_000))
        + "</article></body></html>"
    ),
    "times": lambda: "<html><body><h1>T</h1>" + '<time datetime="2024-01-01" itemprop="x">a</time>' * 19_000 + "</body></html>",
    "one long line": lambda: "<html><body><article><p>" + "à lire aussi : " * 200_000 + "</p></article></body></html>",
    "metas": lambda: "<html><head>" + '<meta property="og:title" content="x">' * 39_000 + "</head><body><p>x</p></body></html>",
    "links": lambda: "<html><body>" + '<h3><a href="/a">t</a></h3>' * 9_900 + "</body></html>",
}
