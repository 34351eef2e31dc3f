"""Parsing the pasted text of LinkedIn's SSI page, and texts that are refused."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.ssi_page import MAX_CHARACTERS, SsiPage, SsiPageError, parse_ssi_page

NAMES = (
    "Establish your professional brand",
    "Find the right people",
    "Engage with insights",
    "Build relationships",
)
OWN_PILLARS = (13.118, 11.2, 5.03, 23.7)
GROUP = (11.3, 8.5, 2.1, 9.1)
PAGE = """\
Skip to main content
Your Social Selling Index
Top 65% Industry SSI rank
Top 70% Network SSI rank
Current Social Selling Index
53 out of 100
Four components of your score
13.118 | Establish your professional brand
11.2 | Find the right people
5.03 | Engage with insights
23.7 | Build relationships
People in your industry
31 out of 100
11.3 | Establish your professional brand
8.5 | Find the right people
2.1 | Engage with insights
9.1 | Build relationships
Sales professionals in the Software industry have an average SSI of 31.
You rank in the top 65%
Up 2% since last week
People in your network
30 out of 100
People in your network have an average SSI of 30.
You rank in the top 70%
"""


def lines(numbers: tuple[float, ...], form: str) -> str:
    pairs = zip(NAMES, numbers, strict=True)
    return "\n".join(form.format(name=name, number=number) for name, number in pairs) + "\n"


def pillars(text: str) -> tuple[float, ...]:
    page = parse_ssi_page(text)
    return (page.brand, page.people, page.insights, page.relationships)


def refusal(text: str) -> str:
    with pytest.raises(SsiPageError) as raised:
        parse_ssi_page(text)
    return str(raised.value)


def test_the_whole_page_is_read() -> None:
    total, ranks, averages = 53.0, (65.0, 70.0), (31.0, 30.0)
    assert parse_ssi_page(PAGE) == SsiPage(*OWN_PILLARS, total, *ranks, *averages)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n \n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" | ", "\n"),
        lambda text: text.replace(" | ", " |\n"),
        lambda text: text.replace(" | ", "\t"),
        lambda text: text.replace("professional brand", "professional\nbrand"),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace(" out of", "\nout of").replace("%", " %"),
        lambda text: text.replace(".118", ",118").replace("5.03", "5,03").replace("3.7", "3,7"),
        str.upper,
        lambda text: "\ufeff" + text.replace("SSI", "S\u200bSI"),
    ],
)
def test_blanks_breaks_pipes_case_and_commas_change_nothing(change: Callable[[str], str]) -> None:
    changed = change(PAGE)
    assert changed != PAGE
    assert parse_ssi_page(changed) == parse_ssi_page(PAGE)


@pytest.mark.parametrize(
    "form", ["{number} | {name}", "{number}\n{name}", "{name}\t{number}", "{name}: {number}"]
)
@pytest.mark.parametrize("group", ["{number} | {name}", "{number}\n{name}", "{name}\t{number}"])
def test_the_members_pillars_are_the_first_set_in_every_layout(form: str, group: str) -> None:
    assert pillars(lines(OWN_PILLARS, form) + "Industry\n" + lines(GROUP, group)) == OWN_PILLARS


def test_numbers_below_their_labels_are_read() -> None:
    text = lines(OWN_PILLARS, "{name}\n{number}")
    assert pillars(text) == OWN_PILLARS
    assert pillars(f"53\nout of 100\n{text}Remaining points\n47\n") == OWN_PILLARS
    assert pillars(text + lines(GROUP, "{name}\n{number}")) == OWN_PILLARS


def test_the_hidden_table_of_the_chart_does_not_shift_the_numbers() -> None:
    table = "Category\tvalue\n" + lines(OWN_PILLARS, "{name}\t{number}") + "Remaining points\t47\n"
    text = PAGE.replace("Four components", table + "Four components")
    assert parse_ssi_page(text) == parse_ssi_page(PAGE)


def test_labels_listed_before_the_numbers_do_not_shift_them() -> None:
    assert pillars("\n".join(NAMES) + "\n" + lines(OWN_PILLARS, "{number}\n{name}")) == OWN_PILLARS


@pytest.mark.parametrize(
    "form", ["{number} out of 25 | {name}", "{number}/25 {name}", "{name} {number} / 25"]
)
def test_the_scale_of_a_pillar_is_not_its_number(form: str) -> None:
    assert pillars(lines(OWN_PILLARS, form)) == OWN_PILLARS


@pytest.mark.parametrize("dropped", NAMES)
def test_a_missing_pillar_of_the_member_is_not_taken_from_a_group(dropped: str) -> None:
    number = OWN_PILLARS[NAMES.index(dropped)]
    without = PAGE.replace(f"{number} | {dropped}\n", "")
    assert f"No number was found beside “{dropped}”" in refusal(without)
    assert "Ctrl+A" in refusal(without)


@pytest.mark.parametrize("dropped", OWN_PILLARS)
def test_a_missing_number_is_not_taken_from_a_neighbouring_pillar(dropped: float) -> None:
    for form in ("{number} | {name}", "{name}\t{number}", "{number}\n{name}"):
        text = lines(OWN_PILLARS, form).replace(str(dropped), "")
        refusal(f"53 out of 100\n{text}People in your industry\n{lines(GROUP, form)}")


def test_group_numbers_alone_are_no_reading() -> None:
    assert "No number was found" in refusal(PAGE[PAGE.index("People in your industry") :])


def test_pillars_in_another_order_are_refused() -> None:
    turned = "\n".join(lines(OWN_PILLARS, "{number} | {name}").splitlines()[::-1])
    assert "order" in refusal(turned)


@pytest.mark.parametrize("text", ["", "hello", "People in your network", "53 out of 100"])
def test_another_text_is_refused_with_instructions(text: str) -> None:
    assert "This is not LinkedIn's SSI page" in refusal(text)
    assert "linkedin.com/sales/ssi" in refusal(text)


@pytest.mark.parametrize(("total", "fits"), [(52, False), (53, True), (54, True), (55, False)])
def test_pillars_must_add_up_to_the_printed_total_within_one(total: int, fits: bool) -> None:
    text = f"{total} out of 100\n" + lines(OWN_PILLARS, "{number} | {name}")
    if fits:
        assert parse_ssi_page(text).total == total
    else:
        assert "add up to 53.0" in refusal(text)


@pytest.mark.parametrize("number", ["25.1", "-3", "−3", "9999999999999999999999"])
def test_a_pillar_outside_its_range_is_refused(number: str) -> None:
    text = lines(OWN_PILLARS, "{number} | {name}").replace("11.2", number)
    assert "“Find the right people” is" in refusal(text)


@pytest.mark.parametrize("number", ["22.11.2026", "2026-11-22", "22/11", "1,234.5", "65%", "3rd"])
def test_a_date_a_percentage_or_a_word_is_not_a_pillar(number: str) -> None:
    assert "No number" in refusal(lines(OWN_PILLARS, "{number} | {name}").replace("11.2", number))


@pytest.mark.parametrize(
    "ranks",
    [
        "Industry SSI rank Top 65%\nNetwork SSI rank Top 70%",
        "Industry SSI rank Top 65% Network SSI rank Top 70%",
        "Top 65% Industry SSI rank\nTop 70% Network SSI rank",
        "Top 65% Industry SSI rank Top 70% Network SSI rank",
        "Top Industry SSI rank 65 %\nTop Network SSI rank 70 %",
        "Top\nIndustry SSI rank\n65\n%\nTop\nNetwork SSI rank\n70\n%",
        "Top\n65%\nIndustry SSI rank\nTop\n70%\nNetwork SSI rank",
        "Industry SSI rank\nTop 65%\nNetwork SSI rank\nTop 70%",
        "People in your industry\nYou rank in the top 65%\n"
        "People in your network have an average SSI of 30\nYou rank in the top 70%",
    ],
)
def test_ranks_are_read_in_any_position(ranks: str) -> None:
    own = lines(OWN_PILLARS, "{number} | {name}")
    texts = [own + ranks] if "People" in ranks else [own + ranks, f"{ranks}\n{own}"]
    for text in texts:
        page = parse_ssi_page(text)
        assert (page.industry_rank, page.network_rank) == (65.0, 70.0)


def test_a_single_rank_is_read() -> None:
    own = lines(OWN_PILLARS, "{number} | {name}")
    assert parse_ssi_page(own + "Top 1%\nNetwork SSI rank").network_rank == 1.0
    assert parse_ssi_page(own + "Network SSI rank\nTop 1%").network_rank == 1.0
    assert parse_ssi_page(own + "Network SSI rank\nTop 1%").industry_rank is None


def test_a_rank_above_a_hundred_is_refused() -> None:
    assert "“industry rank” is 650" in refusal(PAGE.replace("65%", "650%"))


def test_missing_values_are_none() -> None:
    assert parse_ssi_page(lines(OWN_PILLARS, "{number} | {name}")) == SsiPage(*OWN_PILLARS)


def test_a_page_in_portuguese_is_read() -> None:
    page = parse_ssi_page(
        "Seu Social Selling Index\nPrimeiros 10%\n53 de 100\n"
        "13,118 | Estabelecer sua marca profissional\n11,2 | Localizar as pessoas certas\n"
        "5,03 | Interagir oferecendo insights\n23,7 | Criar relacionamentos\n"
    )
    assert page == SsiPage(*OWN_PILLARS, total=53.0)


@given(st.tuples(*[st.decimals(0, 25, places=3)] * 4), st.sampled_from([".", ","]))
def test_any_reading_is_read_as_printed(numbers: tuple[object, ...], comma: str) -> None:
    printed = [str(number).replace(".", comma) for number in numbers]
    text = "\n".join(f"{number} | {name}" for number, name in zip(printed, NAMES, strict=True))
    assert pillars(text) == tuple(float(str(number)) for number in numbers)


@given(st.lists(st.sampled_from([*PAGE.split(), *PAGE.split("\n"), "\n", "|", "25"]), max_size=60))
def test_arbitrary_text_raises_nothing_but_a_page_error(pieces: list[str]) -> None:
    with suppress(SsiPageError):
        assert all(0 <= number <= 25 for number in pillars(" ".join(pieces)))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1 ",
        " ",
        "\n",
        "| ",
        "top ",
        "top 1",
        "industry ",
        "establish your ",
        "1 out of ",
        "-",
    ],
)
def test_the_longest_text_is_refused_quickly(piece: str) -> None:
    text = NAMES[0] + "\n" + "".join(itertools.repeat(piece, 190_000 // len(piece)))
    began = process_time()
    refusal(text)
    # A pattern with quadratic backtracking would take hours on any machine.
    assert process_time() - began < 30


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    assert "longer than 200,000 characters" in refusal(PAGE + " " * MAX_CHARACTERS)
