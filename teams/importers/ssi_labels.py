"""Labels of LinkedIn's SSI page by language.

A label has one or more phrasings in lower case, longer ones before those they end with. `N` stands
for a number, `…` for a few arbitrary words, such as an industry's name. docs/imports.md says which
phrasings were seen on LinkedIn's page and which are our own translation; a test compares them.
"""

from dataclasses import dataclass
from typing import Final

Phrasings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Phrasings in one language. The first six are required; () is not searched for."""

    brand: Phrasings
    people: Phrasings
    insights: Phrasings
    relationships: Phrasings
    total: Phrasings
    top: Phrasings
    points: Phrasings = ()
    own: Phrasings = ()
    industry_rank: Phrasings = ()
    network_rank: Phrasings = ()
    industry: Phrasings = ()
    network: Phrasings = ()
    industry_average: Phrasings = ()
    network_average: Phrasings = ()
    standing: Phrasings = ()


LANGUAGES: Final = {
    "English": Labels(
        brand=("establish your professional brand",),
        people=("find the right people",),
        insights=("engage with insights",),
        relationships=("build relationships",),
        total=("N out of 100",),
        top=("top N %",),
        points=("N out of 25",),
        own=("current social selling index",),
        industry_rank=("industry ssi rank",),
        network_rank=("network ssi rank",),
        industry=("people in your industry",),
        network=("people in your network",),
        industry_average=("industry have an average ssi of N",),
        network_average=("network have an average ssi of N",),
        standing=("you rank in the top N %",),
    ),
    "Portuguese": Labels(
        brand=("estabelecer sua marca profissional",),
        people=("localizar as pessoas certas",),
        insights=("interagir oferecendo insights",),
        relationships=("criar relacionamentos",),
        total=("N de 100",),
        top=("primeiros N %",),
        points=("N de 25",),
        own=("social selling index atual",),
        industry_rank=("classificação ssi do setor", "classificação no setor"),
        network_rank=("classificação ssi da rede", "classificação na rede"),
        industry=("pessoas no seu setor", "pessoas do seu setor"),
        network=("pessoas na sua rede", "pessoas da sua rede"),
        industry_average=("profissionais de vendas do setor … têm um ssi médio de N",),
        network_average=("pessoas da sua rede têm um ssi médio de N",),
        standing=("você está entre os primeiros N %",),
    ),
    "German": Labels(
        brand=("ihre professionelle marke aufbauen", "professionelle marke aufbauen"),
        people=("gezielt die richtigen personen finden", "die richtigen personen finden"),
        insights=("durch einblicke interesse wecken", "durch insights überzeugen"),
        relationships=("beziehungen aufbauen",),
        total=("N von 100",),
        top=("top N %", "obere N %", "obersten N %"),
        points=("N von 25",),
        own=("aktueller social selling index",),
        industry_rank=("branchen-ssi-rang", "ssi-rang in der branche"),
        network_rank=("netzwerk-ssi-rang", "ssi-rang im netzwerk"),
        industry=("personen in ihrer branche",),
        network=("personen in ihrem netzwerk",),
        industry_average=("branche … haben einen durchschnittlichen ssi von N",),
        network_average=("netzwerk haben einen durchschnittlichen ssi von N",),
        standing=("sie gehören zu den obersten N %", "sie gehören zu den top N %"),
    ),
    "French": Labels(
        brand=(
            "construire votre marque professionnelle",
            "construire votre marque personnelle",
            "établir votre marque professionnelle",
        ),
        people=("trouver les bonnes personnes",),
        insights=("échanger des informations", "echanger des informations"),
        relationships=("établir des relations", "etablir des relations"),
        total=("N sur 100",),
        top=("premiers N %", "top N %"),
        points=("N sur 25",),
        own=("social selling index actuel",),
        industry_rank=("classement ssi du secteur", "classement ssi dans le secteur"),
        network_rank=("classement ssi du réseau", "classement ssi dans le réseau"),
        industry=("personnes de votre secteur", "personnes dans votre secteur"),
        network=("personnes de votre réseau", "personnes dans votre réseau"),
        industry_average=("secteur … ont un ssi moyen de N",),
        network_average=("réseau ont un ssi moyen de N",),
        standing=("vous êtes dans les premiers N %", "vous êtes dans le top N %"),
    ),
    "Spanish": Labels(
        brand=("establece tu marca profesional", "establecer tu marca profesional"),
        people=("encuentra a las personas adecuadas", "encontrar a las personas adecuadas"),
        insights=("interactúa ofreciendo información", "interactuar ofreciendo información"),
        relationships=("crea relaciones", "crear relaciones"),
        total=("N de 100", "N sobre 100"),
        top=("mejor N %", "top N %"),
        points=("N de 25", "N sobre 25"),
        own=(
            "índice de ventas con las redes sociales actual",
            "social selling index actual",
        ),
        industry_rank=("mejor clasificación ssi del sector", "clasificación ssi del sector"),
        network_rank=("mejor clasificación ssi de la red", "clasificación ssi de la red"),
        industry=("personas de tu sector", "personas en tu sector"),
        network=("personas de tu red", "personas en tu red"),
        industry_average=("sector … tienen un ssi medio de N",),
        network_average=("red tienen un ssi medio de N",),
        standing=("estás entre el mejor N %", "estás en el top N %"),
    ),
}
