"""A template filled with another firm or other figures is no copy; a text cut, retitled or set in other type is one."""

import pytest

from bot.intake.sketch import Sketch, same_story, says_nothing_new, sketch

RESULTS = """Orvanne a publié mardi un chiffre d'affaires de 412,5 millions d'euros au deuxième trimestre, en hausse de 8 % sur un an.
Le groupe d'Orvanne, qui fabrique des pompes à Limoges, confirme ses prévisions pour l'année et attend une marge de 14 %.

« La demande reste soutenue en Europe », a déclaré sa directrice générale, Irène Valcourt, lors d'une conférence téléphonique.
À la Bourse de Paris, le titre d'Orvanne gagnait 3,2 % dans la matinée, dans un marché en légère baisse.

L'entreprise emploie 2 600 personnes et prévoit d'ouvrir une deuxième usine à Gdansk avant la fin de 2027."""
REPORT = """Shares in Halden Robotics rose 4.1% on Tuesday after the company said profit reached $62 million in the third quarter.
Analysts had expected Halden Robotics to earn $55 million, according to the average of seven estimates collected last week.

Chief executive Mara Quill said that orders from shipyards in Norway and Korea should keep the plant in Bergen busy until 2028.
The board of Halden Robotics will propose a dividend of 30 cents a share at the meeting in April."""
TEXTS = {"fr": RESULTS, "en": REPORT}


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def paragraphs(text: str, *kept: int) -> str:
    parts = text.split("\n\n")
    return "\n\n".join(parts[at] for at in kept)


FIRM = changed(RESULTS, ("Orvanne", "Tessalis"))
COMPANY = changed(REPORT, ("Halden Robotics", "Brumal Motors"))
QUARTER = changed(RESULTS, ("412,5", "433,9"), ("8 %", "5 %"), ("14 %", "13 %"), ("3,2 %", "1,7 %"), ("2 600", "2 750"))
EARNED = changed(REPORT, ("4.1%", "2.3%"), ("$62", "$71"), ("$55", "$70"), ("30 cents", "35 cents"), ("2028", "2029"))
TYPESET = changed(
    RESULTS, ("'", "’"), ("« ", '"'), (" »", '"'), (" %", "\u00a0%"), ("2 600", "2\u202f600"), ("À la", "A la"),
    ("Irène", "IRÈNE"), (".\n", ". "),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "copy", "story"),
    [
        pytest.param(RESULTS, FIRM, False, False, id="another firm"),
        pytest.param(REPORT, COMPANY, False, False, id="another company"),
        pytest.param(RESULTS, changed(FIRM, ("8 %", "11 %")), False, False, id="another firm and figure"),
        pytest.param(RESULTS, QUARTER, False, False, id="another quarter"),
        pytest.param(REPORT, EARNED, False, False, id="another year"),
        pytest.param(RESULTS, changed(RESULTS, ("412,5", "421,5")), False, True, id="a figure corrected"),
        pytest.param(REPORT, changed(REPORT, ("Mara Quill", "Nora Stein")), False, True, id="a name corrected"),
        pytest.param(RESULTS, paragraphs(FIRM, 0, 1), False, False, id="another firm, shortened"),
        pytest.param(RESULTS, RESULTS, True, True, id="the same"),
        pytest.param(RESULTS, paragraphs(RESULTS, 0, 1), True, True, id="shortened"),
        pytest.param(REPORT, paragraphs(REPORT, 0), True, True, id="cut to its head"),
        pytest.param(RESULTS, "Orvanne en forme au printemps\n\n" + RESULTS, True, True, id="retitled"),
        pytest.param(REPORT, "NORWAY ORDERS LIFT HALDEN\n\n" + REPORT, True, True, id="retitled in capitals"),
        pytest.param(RESULTS, TYPESET, True, True, id="typography"),
        pytest.param(REPORT, changed(REPORT, ("$62 million", "$62m"), ("according to", "by")), True, True, id="reworded"),
        pytest.param(RESULTS, "Par Le Courrier avec AFP, le 12 août à 9 h 40\n\n" + RESULTS, True, True, id="with a byline"),
    ],
)
def test_copies_are_told_from_templates(one: str, other: str, copy: bool, story: bool) -> None:
    earlier, later = (Sketch.from_bytes(sketch(text).to_bytes()) for text in (one, other))
    assert (says_nothing_new(later, earlier), same_story(later, earlier)) == (copy, story)


@pytest.mark.parametrize("text", ["", "…", "12", "mot " * 5000, "Nom 12 " * 5000])
def test_a_sketch_is_stored_whole(text: str) -> None:
    drawn = sketch(text)
    assert Sketch.from_bytes(drawn.to_bytes()) == drawn


def test_a_sketch_stored_without_names_and_figures_is_compared_by_its_words() -> None:
    old = sketch(RESULTS)
    assert says_nothing_new(sketch(FIRM), Sketch(old.hashes, old.shingles))
