"""LinkedIn's SSI page: pasted, as JSON and as HTML."""

import json
from collections.abc import Iterator
from typing import Any

from teams.importers.file_kinds import FileKind
from tests.teams.importers.corpus.seeds import Content, Seed, seed
from tests.teams.importers.test_ssi_files import BARS, GROUP, page
from tests.teams.importers.test_ssi_page import NAMES, PAGE

PORTUGUESE = """Seu Social Selling Index
53 de 100
13,118 | Estabelecer sua marca profissional
11,2 | Localizar as pessoas certas
5,03 | Interagir oferecendo insights
23,7 | Criar relacionamentos
Primeiros 10%
"""


def texts() -> Iterator[Seed]:
    """The page's text, copied and pasted into a file."""
    good: dict[str, Content] = {
        "whole": PAGE,
        "CRLF": PAGE.replace("\n", "\r\n"),
        "a label below its number": PAGE.replace(" | ", "\n"),
        "in Portuguese, with decimal commas": PORTUGUESE,
        "UTF-16": PAGE.encode("utf-16"),
        "a mark of UTF-8": PAGE.encode("utf-8-sig"),
    }
    spoilt: dict[str, tuple[Content, str]] = {
        "a part missing": (PAGE.replace(NAMES[2], "Engage"), "Engage with insights"),
        "a number missing": (PAGE.replace("5.03", ""), "Engage with insights"),
        "more than a part holds": (PAGE.replace("5.03", "50.3"), "from 0 to 25"),
        "a part below zero": (PAGE.replace("13.118", "-13.118"), "brand” is -13.118"),
        "that does not add up": (PAGE.replace("53 out", "93 out"), "add up to"),
        "a number of a thousand figures": (
            PAGE.replace("5.03", "5" * 1000),
            "Engage with insights",
        ),
        "too long": (PAGE + "ssi " * 60_000, "longer than 200,000 characters"),
        "only numbers": ("25 " * 60_000, "This is not LinkedIn's SSI page"),
        "the groups alone": (PAGE[PAGE.index("People in your industry") :], ""),
    }
    for name, content in good.items():
        yield seed(f"page, {name}", FileKind.SSI_TEXT, content)
    for name, (content, said) in spoilt.items():
        yield seed(f"page, {name}", FileKind.SSI_TEXT, content, said or "No number was found")


def json_pages() -> Iterator[Seed]:
    """The JSON that the page loads."""
    good: dict[str, Content] = {
        "whole": json.dumps(page(groupScore=[GROUP])),
        "without groups": json.dumps(page()),
        "wrapped": json.dumps({"data": page(groupScore=[GROUP])}),
        "a mark of UTF-8": json.dumps(page()).encode("utf-8-sig"),
        "UTF-16": json.dumps(page()).encode("utf-16"),
        "groups that are none": json.dumps(page(groupScore=[1, None, {"groupType": []}, [GROUP]])),
        "a rank that is none": json.dumps(page(groupScore=[GROUP | {"rank": "top"}])),
        "a lone surrogate": json.dumps(page(name="\ud800")),
    }
    spoilt: dict[str, tuple[Content, str]] = {
        "that breaks off": (json.dumps(page())[:-9], "no JSON that can be read"),
        "brackets a hundred thousand deep": ('{"a":' + "[" * 100_000, "no JSON that can be read"),
        "objects a million deep": ('{"a":' * 900_000, "no JSON that can be read"),
        "a number of a million figures": ('{"memberScore":{"overall":' + "9" * 1_000_000 + "}}", ""),
        "twice": (json.dumps(page()) * 2, "no JSON that can be read"),
        "nothing in it": ("{}", "are not in it"),
        "something else": ('{"memberScore": {"subScores": {"a": 1}}}', "are not in it"),
        **{f"a score that is {name}": (_scored(value), "The pillars relationships")
           for name, value in SCORES.items()},
        "a score past any number": (_scored(8.75).replace("8.75", "1e400"), "The pillars relationships"),
        "a pillar that is a list": (_pillar([]), "The pillars relationships"),
        "a pillar that is an object": (_pillar({"a": 1}), "The pillars relationships"),
        "a pillar nobody knows": (_pillar("LUCK"), "The pillars relationships"),
    }  # fmt: skip
    for name, content in good.items():
        yield seed(f"JSON, {name}", FileKind.SSI_JSON, content)
    for name, (content, said) in spoilt.items():
        yield seed(f"JSON, {name}", FileKind.SSI_JSON, content, said or "JSON")


SCORES: dict[str, Any] = {
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "too much": 26,
    "below zero": -1,
    "a text": "9",
    "true": True,
    "null": None,
    "a list": [1],
}


def _scored(value: Any) -> str:
    found = page()
    found["memberScore"]["subScores"][0]["score"] = value
    return json.dumps(found)


def _pillar(value: Any) -> str:
    found = page()
    found["memberScore"]["subScores"][0]["pillar"] = value
    return json.dumps(found)


def html_pages() -> Iterator[Seed]:
    """The page as saved by a browser."""
    whole = f"<!DOCTYPE html><html><body>{BARS}</body></html>"
    good: dict[str, Content] = {
        "whole": whole,
        "capitals and line breaks": whole.replace("<progress", "<PROGRESS\n"),
        "only the bars": BARS,
        "UTF-16": whole.encode("utf-16"),
        "scripts around": whole.replace("<body>", "<body><script>var a = '<' + 1;</script>"),
        "apostrophes": whole.replace('"', "'"),
    }
    spoilt: dict[str, tuple[Content, str]] = {
        "no bars": ("<html><body>hello</body></html>", "are not in it"),
        "a bar missing": (whole.replace("find-people", "x"), "The pillars people"),
        "a bar that is no number": (whole.replace('"9"', '"nine"'), "The pillars insights"),
        "a bar that is too long": (whole.replace('"9"', '"26"'), "The pillars insights"),
        "a bar past any number": (whole.replace('"9"', '"1e400"'), "The pillars insights"),
        "a bar that is NaN": (whole.replace('"9"', '"nan"'), "The pillars insights"),
        "a tag never closed": ("<html><progress " + "a " * 200_000, "are not in it"),
        "a comment never closed": ("<html><!--" + "<!--" * 100_000, "are not in it"),
        "a million tags": ("<html>" + "<a>" * 1_000_000, "are not in it"),
        "a tag begun a million times": ("<html>" + "<a " * 1_000_000, "are not in it"),
        "declarations never closed": ("<html>" + "<![" * 300_000, "are not in it"),
        "an attribute never closed": ("<html>" + '<a b="' * 300_000, "are not in it"),
        "a script never closed": ("<html><script>" + "</" * 300_000, "are not in it"),
        "entities": ("<html>" + "&" * 300_000 + "&#" * 100_000, "are not in it"),
    }
    for name, content in good.items():
        yield seed(f"HTML, {name}", FileKind.SSI_HTML, content)
    for name, (content, said) in spoilt.items():
        yield seed(f"HTML, {name}", FileKind.SSI_HTML, content, said)
