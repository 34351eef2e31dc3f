"""Detection of decision makers by job title, in five languages.

English, German, French, Spanish and Portuguese. C-level, vice president, head, director, owner,
founder and partner, as docs/model.md counts them. A title counts if one of its words or phrases
does, unless a longer phrase around it says otherwise: a "product owner" owns no company, an
"assistant to the CEO" is none. Case, accents and punctuation do not matter.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

WORDS: Final = frozenset(
    # C-level, with abbreviations
    "ceo cfo cto coo cmo cio cro cpo chro ciso cso cco cdo cxo pdg dg cofounder "
    # English
    "president vp svp evp avp head director owner coowner founder partner proprietor chairman "
    "chairwoman chairperson "
    # German
    "geschaftsfuhrer geschaftsfuhrerin inhaber inhaberin grunder grunderin mitgrunder "
    "mitgrunderin vorstand vorstandin direktor direktorin gesellschafter gesellschafterin leiter "
    "leiterin vertriebsleiter vertriebsleiterin bereichsleiter bereichsleiterin abteilungsleiter "
    "abteilungsleiterin marketingleiter marketingleiterin personalleiter personalleiterin "
    "einkaufsleiter einkaufsleiterin prasident prasidentin "
    # French
    "directeur directrice presidente fondateur fondatrice cofondateur cofondatrice gerant gerante "
    "associe associee proprietaire "
    # Spanish and Portuguese
    "directora presidenta fundador fundadora cofundador cofundadora socio socia dueno duena "
    "propietario propietaria jefe jefa diretor diretora proprietario proprietaria dono dona "
    "vicepresidente vicepresidenta chefe".split()
)
PHRASES: Final = (
    "vice president",
    "managing director",
    "general manager",
    "gerente general",
    "gerente geral",
    "consejero delegado",
    "consejera delegada",
    "membre du comite de direction",
)
CHIEF: Final = re.compile(r"\bchief( \w+){1,3} officer\b")
# Phrases that contain one of the words above and are no decision makers.
EXCLUDED_TITLES: Final = re.compile(
    r"\b(?:"
    r"(?:product|process|service|system|data|scrum|task|home|dog) owner"
    r"|(?:business|channel|technology|talent|people|training|study) partner"
    r"|partner(?:ship)? (?:manager|management|marketing|success|account|development|relations"
    r"|sales|enablement|specialist|consultant|engineer)"
    r"|(?:assistant|assistent|assistenz|assistentin|assistante|asistente|assistente|secretary"
    r"|adjunct|intern|trainee|student)(?: \w+){0,2} (?:to|of|der|des|de|du|do|da|del|dos|das|a)"
    r"(?: \w+){0,4}"
    r"|(?:art|casting|funeral|student) director"
    r"|(?:former|ex|retired|ehemalig\w*|ancien\w*|antigu[oa]) \w+(?: \w+)?"
    r"|head (?:nurse|chef|waiter|barista|coach)"
    r"|director'?s? assistant"
    r"|jefe de obra"
    r"|dona de casa"
    r")\b"
)


@lru_cache(maxsize=65_536)
def normalize_title(title: str) -> str:
    """Lower case, without accents, words separated by single spaces."""
    letters = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss"))
    unaccented = "".join(mark for mark in letters if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[a-z0-9']+", unaccented.replace("co-", "co")))


@lru_cache(maxsize=65_536)
def _is_decision_title(title: str, extra_titles: frozenset[str]) -> bool:
    text = EXCLUDED_TITLES.sub(" ", normalize_title(title))
    words = set(text.split())
    phrases = (*PHRASES, *extra_titles)
    return (
        bool(words & WORDS)
        or bool(CHIEF.search(text))
        or any(f" {phrase} " in f" {text} " for phrase in phrases)
    )


def is_decision_maker(title: str, extra_titles: Iterable[str] = ()) -> bool:
    """Whether a person with that title decides; `extra_titles` are further words or phrases.

    >>> titles = ("Co-Founder & CEO", "Head of Sales EMEA", "Vertriebsleiterin")
    >>> [is_decision_maker(title) for title in titles]
    [True, True, True]
    >>> titles = ("Product Owner", "Assistant to the CEO", "Account Executive")
    >>> [is_decision_maker(title) for title in titles]
    [False, False, False]
    >>> is_decision_maker("Prokurist", extra_titles=["Prokurist"])
    True
    """
    return _is_decision_title(title[:200], frozenset(map(normalize_title, extra_titles)))
