"""Made-up news for long runs: each article its own, told apart from all others, the same from the same seed."""

from __future__ import annotations

import random

START = (
    "Bel",
    "Cor",
    "Dar",
    "Fen",
    "Gal",
    "Hav",
    "Jor",
    "Kel",
    "Lum",
    "Mar",
    "Nor",
    "Oli",
    "Per",
    "Quin",
    "Ros",
    "Sol",
    "Tar",
    "Val",
    "Zel",
)
END = ("adonne", "bec", "cival", "dane", "fort", "gny", "lac", "mont", "nax", "pierre", "quet", "rive", "sanne", "tière", "vigne", "zac")
CITIES = ("Grenoble", "Rennes", "Lille", "Nantes", "Dijon", "Metz", "Brest", "Tours", "Nancy", "Limoges", "Reims", "Angers", "Caen", "Pau")
PEOPLE = ("Paul", "Lise", "Marc", "Jeanne", "Hugo", "Claire", "Luc", "Anne", "Rémi", "Sophie", "Yann", "Nora")
TRADES = (
    "batteries",
    "drones",
    "vélos",
    "logiciels",
    "vaccins",
    "capteurs",
    "turbines",
    "jouets",
    "parfums",
    "fromages",
    "robots",
    "câbles",
)
SENTENCES = (
    "{company} a ouvert mardi un bureau à {city}, a annoncé {person}, directeur général de {company}.",
    "{company} a levé {number} millions d'euros auprès de {other} pour fabriquer des {trade} près de {city}.",
    "{company} a racheté {other}, spécialiste des {trade} installé à {city}, pour {number} millions d'euros.",
    "« {city} a besoin de {trade} », a déclaré {person}, présidente de {other}, devant {number} salariés.",
    "{company} va recruter {number} ingénieurs à {city} d'ici 2028, selon {person}.",
    "{other} et {company} ont signé un partenariat dans les {trade} avec la ville de {city}.",
    "{person} a été nommé directeur financier de {other} après {number} mois chez {company}.",
    "{other} supprimera {number} postes dans son usine de {trade} de {city}, a indiqué {person}.",
)


class Newsroom:
    """Writes articles; `number` makes each company its own."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same news for the same seed

    def article(self, number: int) -> str:
        """The text of the article of that number: five sentences out of eight, with names of its own in each."""
        chance = self._chance
        company = f"{self._name()} {number}"
        chosen = chance.sample(SENTENCES, 5)
        told = [
            sentence.format(
                company=company,
                other=f"{self._name()} {chance.choice(END).title()}",
                city=chance.choice(CITIES),
                person=f"{chance.choice(PEOPLE)} {self._name()}",
                trade=chance.choice(TRADES),
                number=chance.randint(11, 990),
            )
            for sentence in chosen
        ]
        return " ".join(told)

    def _name(self) -> str:
        return self._chance.choice(START) + self._chance.choice(END)
