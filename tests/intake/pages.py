"""Pages written for the tests: each a small page of its kind, in French or English."""

# ruff: noqa: E501 - lines of pages
from __future__ import annotations

from bot.model import Outcome

STORY = [
    "La société Brumaire a annoncé vendredi l'ouverture d'un bureau à Lyon, où elle compte recruter cinquante personnes d'ici à la fin de l'année prochaine.",
    "Le maire a salué cette décision, qui confirme selon lui l'attrait de la métropole pour les entreprises de la technologie, et promis de nouveaux locaux.",
    "L'entreprise, fondée en 2019 à Nantes, emploie déjà deux cents salariés et a levé trente millions d'euros au printemps auprès de plusieurs fonds européens.",
    "Selon sa directrice générale, Claire Vasseur, le nouveau site travaillera sur les outils de traduction destinés aux administrations et aux hôpitaux.",
]
LONG = [f"{paragraph} Voilà le point numéro {n} de ce dossier." for n in range(3) for paragraph in STORY]
ADDRESS = "https://www.le-journal.fr/economie/article-12.html"


def page(
    paragraphs: list[str] = STORY,
    *,
    title: str = "Brumaire ouvre un bureau à Lyon",
    head: str = "",
    before: str = "",
    after: str = "",
    lang: str = "fr",
) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">Accueil</a> <a href="/eco">Économie</a></nav>{before}<article><h1>{title}</h1>{body}</article>{after}'
        "<footer>© 2020 Le Journal - Mentions légales</footer></body></html>"
    )


def wall(title: str, *lines: str, head: str = "", lang: str = "fr") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body><div>{body}</div></body></html>'


TEASERS = "".join(
    f'<h3><a href="/a{n}.html">Une nouvelle de la région, la numéro {n}, avec un titre assez long</a></h3><p>Un résumé de quelques mots.</p>'
    for n in range(20)
)
LIVE = "".join(
    f"<p><time>1{n}:00</time> À cette heure, le conseil de la ville a voté une autre mesure du budget pour les écoles.</p>"
    for n in range(9)
)

CONSENT = {
    "didomi": wall(
        "Le Journal", "Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et accéder à des informations personnelles.",
        "Vous pouvez retirer votre consentement à tout moment en cliquant sur « En savoir plus ».", "Accepter et fermer", "Continuer sans accepter",
        head='<script src="https://sdk.privacy-center.org/x/loader.js" id="didomi"></script>',
    ),
    "axeptio": wall("On vous laisse le choix", "Ce site utilise des cookies pour mesurer son audience.", "Non merci", "Je choisis", "Tout accepter", head="<script>window.axeptioSettings={}</script>"),
    "sirdata": wall(
        "Votre vie privée", "Le respect de votre vie privée est notre priorité", "Nos partenaires et nous-mêmes stockons des informations. Intérêt légitime.",
        "Tout accepter", "Continuer sans accepter", head='<script src="https://cache.consentframework.com/sirdata.js"></script>',
    ),
    "onetrust": wall("We value your privacy", "This site uses cookies to give you the best experience.", "Accept All Cookies", "Reject All", "Cookie Settings", head='<script id="onetrust"></script>', lang="en"),
    "quantcast": wall(
        "Nous respectons votre vie privée", "Nous et nos partenaires stockons et/ou accédons à des informations. Publicités et contenu personnalisés, mesure de performance des publicités.",
        "Plus d'options", "J'accepte", head='<div class="qc-cmp2-container"></div>',
    ),
    "sourcepoint": wall(
        "Lire sans cookies publicitaires", "Accepter et continuer", "S'abonner pour refuser", "Nous et nos partenaires utilisons des cookies. Données de géolocalisation précises.",
        head="<div id='sp_message_container_1'></div>",
    ),
    "trustcommander": wall(
        "Gestion des cookies", "Nous utilisons des cookies pour améliorer votre visite. Vous pouvez modifier vos choix à tout moment.", "Paramétrer les cookies", "Tout refuser", "Tout accepter",
        head='<script src="https://cdn.trustcommander.net/privacy/1/x.js"></script>',
    ),
}  # fmt: skip

VERDICTS: dict[str, tuple[str, str, Outcome | None]] = {
    "article": (ADDRESS, page(), None),
    "article with an open consent banner": (ADDRESS, page(LONG, after='<div id="didomi"><p>Nous utilisons des cookies.</p><p>Tout accepter</p><p>Tout refuser</p></div>'), None),
    "article with teasers below": (ADDRESS, page(LONG, head='<meta property="og:type" content="article">', after=TEASERS), None),
    "article beside a subscriber's label": (ADDRESS, page(LONG, after='<aside><p>Réservé aux abonnés</p></aside>'), None),
    **{f"consent by {name}": (ADDRESS, html, Outcome.CONSENT_WALL) for name, html in CONSENT.items()},
    "consent elsewhere": ("https://consent.google.com/m?continue=x", page(), Outcome.CONSENT_WALL),
    "teaser": (ADDRESS, page(STORY[:2], after="<div><p>Il vous reste 82,5 % de cet article à lire. La suite est réservée aux abonnés.</p></div>"), Outcome.PAYWALL),
    "teaser in English": (ADDRESS, wall("Acme opens", "Acme said on Friday that it would open an office in Leeds and hire fifty people there by spring.", "Subscribe to continue reading. Already a subscriber? Log in", lang="en"), Outcome.PAYWALL),
    "paid by its own data": (
        ADDRESS,
        page(STORY[:2], head='<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False","wordCount":900}</script>', after="<p>Déjà abonné ? Je m'abonne</p>"),
        Outcome.PAYWALL,
    ),
    "scripts only": (ADDRESS, '<!doctype html><html><head><title>App</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript><script src="/m.js"></script></body></html>', Outcome.SCRIPT_ONLY),
    "home": ("https://www.le-journal.fr/", wall("Le Journal", "À la une", TEASERS), Outcome.LISTING),
    "section": ("https://www.le-journal.fr/economie", wall("Économie", "Les nouvelles", TEASERS), Outcome.LISTING),
    "soft 404": (ADDRESS, wall("Page introuvable - Le Journal", "La page demandée n'existe pas ou plus."), Outcome.SOFT_NOT_FOUND),
    "soft 404 in English": (ADDRESS, wall("404 Not Found", "Sorry, we can't find that page.", lang="en"), Outcome.SOFT_NOT_FOUND),
    "live": (ADDRESS, page(title="EN DIRECT : le budget de la ville voté", after=LIVE), Outcome.LIVE_BLOG),
    "live by its own data": (ADDRESS, page(head='<script type="application/ld+json">{"@type":"LiveBlogPosting"}</script>'), Outcome.LIVE_BLOG),
    "video": (ADDRESS, page(STORY[:1], head='<meta property="og:type" content="video.other">'), Outcome.MEDIA_PAGE),
    "captcha": (ADDRESS, wall("Just a moment...", "Checking your browser before accessing le-journal.fr. Verify you are human."), Outcome.FORBIDDEN),
    "short": (ADDRESS, wall("Brève", "Le conseil se réunira lundi."), Outcome.TOO_SHORT),
}  # fmt: skip
