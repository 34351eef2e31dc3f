"""Names and e-mail addresses of made-up people; the addresses receive no mail."""

from dataclasses import dataclass
from unicodedata import combining, normalize

import numpy as np

_FIRST = """
Ada Aino Alba Alma Amina Anouk Aoife Astrid Beatriz Bram Carla Cem Chiara Clara Daan Darya Dilan
Edda Elif Emil Enzo Esra Farah Felix Femke Finn Freya Gita Greta Hana Hugo Ida Imani Ines Ivo Jana
Jonas Joris Jun Kaia Karim Kofi Lars Leila Linus Livia Luca Maja Marta Mateo Mina Nadia Nils Noor
Nuno Olena Oskar Paula Petra Priya Rafael Romy Samir Selma Sofia Tariq Teresa Thea Timo Uma Vera
Viktor Wanda Yara Yusuf Zoë Ömer
"""
_LAST = """
Abara Almeida Amsel Andrade Aydın Baptista Barros Bergström Binder Borges Brandt Brenner Calvo
Castel Cinar Conti Coppens Dahl Duarte Eklund Engel Esteves Falk Ferreira Fontana Frost Galli
Gomes Graf Haddad Hallberg Hansen Heikkinen Hoekstra Holm Ibarra Jansen Kaplan Karlsen Keller
Khoury Kowal Kraus Lang Larsen Leite Lind Lopes Maes Marchetti Matos Mendes Moser Nagy Neves
Nowak Nyberg Oduya Okafor Osei Öztürk Pacheco Petrov Pires Pohl Quist Rao Rebelo Reis Rinaldi
Rocha Salas Santos Sauer Serra Silva Sommer Stein Suzuki Tavares Teixeira Toivonen Torres Vaz
Verhoef Vogel Weiss Winther Zanetti
"""
FIRST, LAST = _FIRST.split(), _LAST.split()
PLAIN = str.maketrans({"ı": "i", "ø": "o", "ß": "ss"})


@dataclass(frozen=True)
class DemoPerson:
    """A made-up person."""

    name: str
    email: str


def people(seed: int, numbers: range) -> list[DemoPerson]:
    """Returns the people with these numbers; addresses are unique across all numbers.

    First and last names are dealt like two packs of different sizes, so the first few dozen share
    neither; after all pairs are used (some 7,000), addresses get a number.
    """
    rng = np.random.default_rng([seed, *b"names"])
    first, last = rng.permutation(FIRST).tolist(), rng.permutation(LAST).tolist()
    return [_person(first, last, number) for number in numbers]


def _person(first: list[str], last: list[str], number: int) -> DemoPerson:
    first_name, last_name = first[number % len(first)], last[number % len(last)]
    repeat = number // (len(first) * len(last))
    count = str(repeat + 1) if repeat else ""
    return DemoPerson(
        f"{first_name} {last_name}",
        f"{plain_name(first_name)}.{plain_name(last_name)}{count}@example.com",
    )


def plain_name(name: str) -> str:
    """Returns a name as used in addresses: lower case without accents."""
    letters = normalize("NFKD", name.lower().translate(PLAIN))
    return "".join(letter for letter in letters if not combining(letter))
