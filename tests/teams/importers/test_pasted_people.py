"""Parsing people pasted as text."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.pasted_people import parse_people
from teams.importers.table import FileError

ADA = ("Ada Osei", "ada@x.example", "North", "navigator")


@pytest.mark.parametrize(
    "text",
    [
        "Ada Osei, Ada@x.example, North, Sales Navigator",
        "Ada Osei; ada@x.example; North; navigator\r\n",
        "Ada Osei\tada@x.example\tNorth\tNavigator",
        "\ufeff\nname,e-mail,team,LinkedIn seat\n\nAda Osei,ada@x.example,North,navigator\n\n",
        "Seat;Team;Email;Name\nnavigator;North;ada@x.example;Ada   Osei",
    ],
)
def test_a_person_is_read_in_every_notation(text: str) -> None:
    (line,) = parse_people(text)
    assert (line.name, line.email, line.team, line.seat) == ADA and not line.errors


def test_a_quoted_cell_may_contain_a_separator() -> None:
    (line,) = parse_people('"Osei, Ada", ada@x.example')
    assert line.name == "Osei, Ada"


def test_a_line_may_contain_only_an_address() -> None:
    assert [each.email for each in parse_people("a@x.example\n\nb@x.example,,\n")] == [
        "a@x.example",
        "b@x.example",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ada, ada", "line 1, e-mail: is not an e-mail address"),
        ("Ada,,North", "line 1, e-mail: is empty"),
        ("Ada, a@x.example, North, gold", "line 1, linkedin seat: is no LinkedIn seat"),
        ("Ada, a@x.example, North, free, more", "line 1: has 5 cells"),
        ("a@x.example\nA@x.example", "line 2, e-mail: stands on line 1 already"),
        (f"{'A' * 121}, a@x.example", "line 1, name: is longer than 120"),
    ],
)
def test_an_invalid_line_is_reported_with_place_and_reason(text: str, says: str) -> None:
    assert str(parse_people(text)[-1].errors[0]).startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nobody in it"),
        ("name,e-mail", "nobody in it"),
        ("\n".join(["a@x.example"] * 61), "61 lines"),
        ('Ada, "a@x.example', "line 1: a quotation mark"),
        ("name,e-mail,phone\nAda,a@x.example,1", "no column “phone”"),
    ],
)
def test_unusable_text_is_explained(text: str, says: str) -> None:
    with pytest.raises(FileError, match=says):
        parse_people(text)


@given(st.text(max_size=300))
def test_arbitrary_text_raises_only_file_errors(text: str) -> None:
    with suppress(FileError):
        parse_people(text)
