"""Parsing LinkedIn's SSI page in every supported language and layout."""

import re
from collections.abc import Callable
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from time import process_time

import pytest

from teams.importers.ssi_labels import LANGUAGES
from teams.importers.ssi_page import SsiPage, SsiPageError, parse_ssi_page
from tests.teams.importers.test_ssi_page import PAGE as ENGLISH

DOCS = Path(__file__).parents[3] / "docs/imports.md"
OWN_PILLARS = (13.118, 11.2, 5.03, 23.7)
EXPECTED_PAGE = SsiPage(*OWN_PILLARS, 53.0, 65.0, 70.0, 31.0, 30.0)

PORTUGUESE = """\
Seu Social Selling Index
Classificação SSI do setor
Primeiros 65%
Classificação SSI da rede
Primeiros 70%
Social Selling Index atual
53 de 100
Os quatro componentes da sua pontuação
13,118 | Estabelecer sua marca profissional
11,2 | Localizar as pessoas certas
5,03 | Interagir oferecendo insights
23,7 | Criar relacionamentos
Pessoas no seu setor
31 de 100
11,3 | Estabelecer sua marca profissional
8,5 | Localizar as pessoas certas
2,1 | Interagir oferecendo insights
9,1 | Criar relacionamentos
Os profissionais de vendas do setor Indústria 4.0 têm um SSI médio de 31.
Você está entre os primeiros 65%
Pessoas na sua rede
30 de 100
As pessoas da sua rede têm um SSI médio de 30.
Você está entre os primeiros 70%
"""
GERMAN = """\
Ihr Social Selling Index
Top 65 %
Branchen-SSI-Rang
Top 70 %
Netzwerk-SSI-Rang
Aktueller Social Selling Index
53 von 100
Vier Komponenten Ihres Scores
13,118 | Ihre professionelle Marke aufbauen
11,2 | Gezielt die richtigen Personen finden
5,03 | Durch Einblicke Interesse wecken
23,7 | Beziehungen aufbauen
Personen in Ihrer Branche
31 von 100
11,3 | Ihre professionelle Marke aufbauen
8,5 | Gezielt die richtigen Personen finden
2,1 | Durch Einblicke Interesse wecken
9,1 | Beziehungen aufbauen
Vertriebsmitarbeiter in der Branche Software haben einen durchschnittlichen SSI von 31.
Sie gehören zu den obersten 65 %
Personen in Ihrem Netzwerk
30 von 100
Personen in Ihrem Netzwerk haben einen durchschnittlichen SSI von 30.
Sie gehören zu den obersten 70 %
"""
FRENCH = """\
Votre Social Selling Index
Classement SSI du secteur
Premiers 65 %
Classement SSI du réseau
Premiers 70 %
Social Selling Index actuel
53 sur 100
Les quatre composantes de votre score
13,118 | Construire votre marque professionnelle
11,2 | Trouver les bonnes personnes
5,03 | Échanger des informations
23,7 | Établir des relations
Personnes de votre secteur
31 sur 100
11,3 | Construire votre marque professionnelle
8,5 | Trouver les bonnes personnes
2,1 | Échanger des informations
9,1 | Établir des relations
Les commerciaux du secteur Logiciels ont un SSI moyen de 31.
Vous êtes dans les premiers 65 %
Personnes de votre réseau
30 sur 100
Les personnes de votre réseau ont un SSI moyen de 30.
Vous êtes dans les premiers 70 %
"""
SPANISH = """\
Tu índice de ventas con las redes sociales
Mejor clasificación SSI del sector
65 %
Mejor clasificación SSI de la red
70 %
Índice de ventas con las redes sociales actual
53 de 100
Los cuatro factores que determinan tu puntuación
13,118 | Establece tu marca profesional
11,2 | Encuentra a las personas adecuadas
5,03 | Interactúa ofreciendo información
23,7 | Crea relaciones
Personas de tu sector
31 de 100
11,3 | Establece tu marca profesional
8,5 | Encuentra a las personas adecuadas
2,1 | Interactúa ofreciendo información
9,1 | Crea relaciones
Los profesionales de ventas del sector Software tienen un SSI medio de 31.
Estás entre el mejor 65 %
Personas de tu red
30 de 100
Las personas de tu red tienen un SSI medio de 30.
Estás entre el mejor 70 %
"""
PAGES = {
    "English": ENGLISH,
    "Portuguese": PORTUGUESE,
    "German": GERMAN,
    "French": FRENCH,
    "Spanish": SPANISH,
}
in_every_language = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def test_every_supported_language_is_tested() -> None:
    assert list(PAGES) == list(LANGUAGES)


@in_every_language
def test_the_whole_page_is_read(page: str) -> None:
    assert parse_ssi_page(page) == EXPECTED_PAGE


@in_every_language
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" %", "\u202f%").replace("%\n", " %\n"),
        lambda text: text.replace(" | ", "\n"),
        lambda text: text.replace(" | ", "\t"),
        lambda text: re.sub(r"(\d),(\d)", r"\1.\2", text),
        lambda text: re.sub(r"(\d)\.(\d)", r"\1,\2", text),
        str.upper,
    ],
)
def test_blanks_breaks_pipes_case_commas_and_points_change_nothing(
    page: str, change: Callable[[str], str]
) -> None:
    assert parse_ssi_page(change(page)) == EXPECTED_PAGE


@in_every_language
def test_a_missing_number_of_the_member_is_not_taken_from_a_group(page: str) -> None:
    for number in ("13,118", "11,2", "5,03", "23,7"):
        lacks = page.replace(f"{number} | ", "").replace(f"{number.replace(',', '.')} | ", "")
        with pytest.raises(SsiPageError, match="No number was found beside"):
            parse_ssi_page(lacks)


@in_every_language
def test_pillars_that_do_not_add_up_to_the_total_are_refused(page: str) -> None:
    with pytest.raises(SsiPageError, match=r"add up to 53\.0"):
        parse_ssi_page(page.replace("53 ", "57 "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrasing_of_a_pillar_is_read(language: str) -> None:
    labels = LANGUAGES[language]
    sets = [labels.brand, labels.people, labels.insights, labels.relationships]
    for at in range(max(map(len, sets))):
        names = [phrasings[min(at, len(phrasings) - 1)].capitalize() for phrasings in sets]
        for form in ("{number} | {name}", "{number}\n{name}", "{name}\t{number}"):
            pairs = zip(names, OWN_PILLARS, strict=True)
            text = "\n".join(form.format(name=name, number=number) for name, number in pairs)
            assert parse_ssi_page(text) == SsiPage(*OWN_PILLARS)


@pytest.mark.parametrize(
    ("text", "industry", "network"),
    [
        ("Classificação no setor\nPrimeiros 83%\nClassificação na rede\nPrimeiros 9%", 83, 9),
        ("Primeiros 83%\nClassificação no setor\nPrimeiros 9%\nClassificação na rede", 83, 9),
        ("Pessoas do seu setor\nVocê está entre os primeiros 83%", 83, None),
        ("Primeiros 10%", None, None),  # the group is not named
    ],
)  # fmt: skip
def test_portuguese_ranks_are_read_in_any_position(
    text: str, industry: float | None, network: float | None
) -> None:
    own = PORTUGUESE.split("componentes da sua pontuação\n")[1].split(
        "Pessoas no seu setor", maxsplit=1
    )[0]
    page = parse_ssi_page(own + text)
    assert (page.industry_rank, page.network_rank) == (industry, network)


def test_an_unsupported_language_is_refused_with_the_supported_ones() -> None:
    with pytest.raises(SsiPageError, match=r"read in English, .* and Spanish; .* type the four"):
        parse_ssi_page("13 | Costruisci il tuo brand professionale")


def test_a_long_text_of_repeated_label_starts_is_refused_quickly() -> None:
    for beginning in ("profissionais de vendas do setor ", "branche ", "secteur ", "sector "):
        text = "criar relacionamentos " + beginning * (190_000 // len(beginning))
        began = process_time()
        with pytest.raises(SsiPageError):
            parse_ssi_page(text)
        assert process_time() - began < 2


def test_the_documentation_names_every_phrasing() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    labels = [phrasings for each in LANGUAGES.values() for phrasings in asdict(each).values()]
    said = [*chain.from_iterable(labels)]
    assert len(said) > 80
    assert [each for each in said if f"`{each}`" not in documented] == []
