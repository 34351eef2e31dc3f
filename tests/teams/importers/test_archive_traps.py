"""What LinkedIn's archive is known to trip readers up with, one trap a test."""

from datetime import date
from typing import Any

import pytest

from teams.importers.archive.bundle import Upload
from tests.teams.importers.archives import (
    HEADERS,
    OWNER,
    basic,
    complete,
    each,
    invited,
    march,
    met,
    read,
    said,
    shares,
    table,
    zipped,
)

PROFILE = table("Profile", [{"First Name": "Ada", "Last Name": "Osei"}])
ONCE = [{"Date": "2026-03-08 10:00:00"}]


def talk(*messages: dict[str, str], header: str = "", **options: Any) -> Any:
    content = table("messages", messages, header=header)
    return read(basic({"messages.csv": content, "Profile.csv": PROFILE}), **options)


# Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", ["Inferences_about_you", "SearchQueries", "Ad_Targeting_77"])
def test_further_files_give_the_larger_download_away(marker: str) -> None:
    searched = table("SearchQueries", [{"Time": "2026/03/08 10:00:00 UTC"}])
    found = read(zipped("renamed.zip", {"Shares.csv": shares(8), f"{marker}.csv": searched}))
    assert found.complete


def test_files_with_a_number_in_a_folder_are_read_and_copies_of_a_mac_are_not() -> None:
    files = {"Complete/Shares_181682616.csv": shares(8), "__MACOSX/Complete/._Shares.csv": b"\0\5"}
    assert each(read(basic(files)), "posts") == {8: 1, 9: 0}


def test_the_profiles_summary_says_nothing_of_the_name() -> None:
    words = table("messages", [said("a", "2026-03-08 10:00:00 UTC")])
    found = read(basic({"messages.csv": words, "Profile Summary.csv": PROFILE,
                        "Shares.csv": shares(8)}))  # fmt: skip
    assert found.notes[0].startswith("Messages were left out")


def test_sister_files_of_the_messages_are_passed_over_and_named() -> None:
    words = table("messages", [said("a", "2026-03-08 10:00:00 UTC")])
    names = ("guide_messages.csv", "coach_messages.csv", "learning_role_play_messages.csv")
    found = read(basic({"Shares.csv": shares(8)} | dict.fromkeys(names, words)))
    assert each(found, "conversations") == {} and found.ignored == names


def test_columns_may_be_missing_further_and_in_another_order() -> None:
    for content in (b"Date\n2026-03-08 10:00:00\n", b"Mood,Date\nfine,2026-03-08 10:00:00\n"):
        assert each(read(basic({"Shares.csv": content})), "posts") == {8: 1, 9: 0}


def test_an_empty_file_of_the_profile_refuses_nothing() -> None:
    found = read(basic({"Shares.csv": shares(8), "Skills.csv": b"", "Profile.csv": PROFILE}))
    assert each(found, "posts") == {8: 1, 9: 0} and found.profile["skills"] is False


def test_a_day_in_the_name_that_can_not_be_is_none() -> None:
    for day in ("13-45-2026", "01-01-9999", "01-01-1999"):
        found = read(zipped(f"Basic_LinkedInDataExport_{day}.zip", {"Shares.csv": shares(8)}))
        assert found.exported_on == march(8)


def test_nothing_is_told_of_days_outside_what_a_file_covers() -> None:
    found = read(complete({"Shares.csv": shares(8, 12), "Reactions.csv": table("Reactions", ONCE)}))
    assert set(found.days) == {march(8), march(9)}


def test_of_two_parts_the_later_day_counts() -> None:
    first = zipped("Basic_LinkedInDataExport_03-09-2026.zip", {"Shares.csv": shares(5)})
    second = zipped("Complete_LinkedInDataExport_03-10-2026.zip",
                    {"Reactions.csv": table("Reactions", ONCE)})  # fmt: skip
    found = read(first, second)
    assert found.exported_on == march(10) and each(found, "posts")[8] == 0


# Who and when -------------------------------------------------------------------------------


def test_dates_excel_has_saved_again_are_understood() -> None:
    content = table("Connections", [met("8-Mar-26"), met("09-Mar-26")])
    assert each(read(basic({"Connections.csv": content})), "connections") == {8: 1, 9: 2}


def test_an_invitation_that_came_counts_for_nothing_and_an_address_is_the_same_with_a_slash() -> (
    None
):
    sent = [invited("3/5/26, 1:12 AM", "bea/"), invited("3/6/26, 1:12 AM", "cem", "incoming")]
    people = table("Connections", [met("07 Mar 2026", "BEA")])
    found = read(basic({"Invitations.csv": table("Invitations", sent), "Connections.csv": people}))
    assert sum(each(found, "invitations_sent").values()) == 1
    assert each(found, "invitations_accepted")[7] == 1


def test_without_connections_acceptance_is_not_known() -> None:
    found = read(basic({"Invitations.csv": table("Invitations", [invited("3/5/26, 1 AM", "b")])}))
    assert each(found, "invitations_accepted") == {}


def test_the_owner_is_known_by_the_invitations_even_without_a_profile() -> None:
    words = table("messages", [said("a", "2026-03-08 10:00:00 UTC", FROM="Ada O.")])
    sent = table("Invitations", [invited("3/5/26, 1:12 AM", "bea")])
    found = read(basic({"messages.csv": words, "Invitations.csv": sent}))
    assert OWNER in sent.decode() and each(found, "conversations")[8] == 1


def test_a_message_of_nobody_is_not_the_owners() -> None:
    nobody = {"FROM": "", "SENDER PROFILE URL": ""}
    found = talk(
        said("a", "2026-03-08 10:00:00 UTC"), said("b", "2026-03-08 10:00:00 UTC", **nobody)
    )
    assert each(found, "conversations")[8] == 1


def test_neither_a_draft_nor_a_conversation_that_is_one_was_written() -> None:
    header = HEADERS["messages"] + ",IS CONVERSATION DRAFT"
    found = talk(
        said("a", "2026-03-08 10:00:00 UTC"),
        said("b", "2026-03-08 10:00:00 UTC", **{"IS MESSAGE DRAFT": "Yes"}),
        said("c", "2026-03-08 10:00:00 UTC", **{"IS CONVERSATION DRAFT": "YES"}),
        header=header,
    )
    assert each(found, "conversations")[8] == 1


@pytest.mark.parametrize("gone", ["IS MESSAGE DRAFT", "ATTACHMENTS,IS MESSAGE DRAFT"])
def test_older_files_have_fewer_columns(gone: str) -> None:
    header = HEADERS["messages"].removesuffix(f",{gone}")
    assert each(talk(said("a", "2026-03-08 10:00:00 UTC"), header=header), "conversations")[8] == 1


def test_markup_quotation_marks_and_lines_in_a_message_are_one_cell() -> None:
    text = '<p class="x">he said "so"</p>\r\n<br>2026-01-01 10:00:00 UTC,"",'
    found = talk(
        said("a", "2026-03-08 10:00:00 UTC", CONTENT=text), said("b", "2026-03-09 1:00", "B")
    )
    assert each(found, "conversations")[8] == 1 and found.unread == 1


# Midnight -----------------------------------------------------------------------------------

# UTC, the time zone, and the day it is there: around midnight, and where clocks are put on or back.
AT_MIDNIGHT = [
    ("2026-03-08 10:59:59", "Pacific/Auckland", 8),
    ("2026-03-08 11:00:00", "Pacific/Auckland", 9),
    ("2026-03-08 07:59:59", "America/Los_Angeles", 7),
    ("2026-03-08 08:00:00", "America/Los_Angeles", 8),
    ("2026-03-09 06:59:59", "America/Los_Angeles", 8),  # an hour sooner: clocks went on that day
    ("2026-03-09 07:00:00", "America/Los_Angeles", 9),
    ("2026-03-08 04:59:59", "America/Havana", 7),  # there is no midnight on the 8th: it is one
    ("2026-03-08 05:00:00", "America/Havana", 8),
    ("2026-03-08 18:14:59", "Asia/Kathmandu", 8),
    ("2026-03-08 18:15:00", "Asia/Kathmandu", 9),
    ("2026-03-08 23:59:59", "UTC", 8),
]


@pytest.mark.parametrize(("moment", "zone", "day"), AT_MIDNIGHT)
def test_what_is_marked_utc_counts_for_the_day_it_was_where_the_rep_is(
    moment: str, zone: str, day: int
) -> None:
    searched = table("SearchQueries", [{"Time": f"{moment.replace('-', '/')} UTC"}])
    found = read(basic({"SearchQueries.csv": searched}), zone=zone)
    assert min(each(found, "searches")) == day
    words = said("a", f"{moment} UTC"), said("b", f"{moment} UTC", by="Bea")
    assert min(each(talk(*words, zone=zone), "conversations")) == day


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-04-04 10:59:59", "Pacific/Auckland", date(2026, 4, 4)),
        ("2026-04-04 11:00:00", "Pacific/Auckland", date(2026, 4, 5)),
        ("2026-04-05 11:59:59", "Pacific/Auckland", date(2026, 4, 5)),  # 25 hours: clocks went back
        ("2026-04-05 12:00:00", "Pacific/Auckland", date(2026, 4, 6)),
        ("2025-11-02 06:59:59", "America/Los_Angeles", date(2025, 11, 1)),
        ("2025-11-02 07:00:00", "America/Los_Angeles", date(2025, 11, 2)),
        ("2025-11-03 07:59:59", "America/Los_Angeles", date(2025, 11, 2)),
        ("2025-11-03 08:00:00", "America/Los_Angeles", date(2025, 11, 3)),
    ],
)
def test_where_clocks_go_back_a_day_has_twenty_five_hours(
    moment: str, zone: str, day: date
) -> None:
    searched = table("SearchQueries", [{"Time": f"{moment} UTC"}])
    found = read(zipped("Basic_LinkedInDataExport_05-01-2026.zip", {"SearchQueries.csv": searched}),
                 zone=zone)  # fmt: skip
    assert min(found.days) == day


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_what_is_not_marked_counts_for_the_day_that_is_printed(zone: str) -> None:
    late = [{"Date": "2026-03-08 23:59:59"}]
    files = {f"{name}.csv": table(name, late) for name in ("Shares", "Comments", "Reactions")}
    found = read(basic(files), zone=zone)
    assert [min(each(found, name)) for name in ("posts", "comments", "reactions")] == [8, 8, 8]


def test_two_uploads_of_one_file_are_read_once() -> None:
    upload = basic({"Shares.csv": shares(8)})
    again = Upload("Basic_LinkedInDataExport_03-10-2026 (1).zip", upload.content)
    assert each(read(upload, again), "posts") == {8: 1, 9: 0}
