"""Known pitfalls in LinkedIn's data archive, one per test."""

from datetime import date
from typing import Any

import pytest

from teams.importers.archive.bundle import Upload
from tests.teams.importers.archives import (
    HEADERS,
    OWNER,
    basic_archive,
    complete_archive,
    connection_row,
    invitation_row,
    march_day,
    message_row,
    read,
    shares,
    table,
    values_by_day,
    zip_upload,
)

PROFILE = table("Profile", [{"First Name": "Ada", "Last Name": "Osei"}])
ONE_SHARE = [{"Date": "2026-03-08 10:00:00"}]


def read_messages(*messages: dict[str, str], header: str = "", **options: Any) -> Any:
    content = table("messages", messages, header=header)
    return read(basic_archive({"messages.csv": content, "Profile.csv": PROFILE}), **options)


# Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", ["Inferences_about_you", "SearchQueries", "Ad_Targeting_77"])
def test_a_renamed_complete_archive_is_recognised_by_its_files(marker: str) -> None:
    searched = table("SearchQueries", [{"Time": "2026/03/08 10:00:00 UTC"}])
    found = read(zip_upload("renamed.zip", {"Shares.csv": shares(8), f"{marker}.csv": searched}))
    assert found.complete


def test_numbered_files_in_folders_are_read_and_macos_copies_are_not() -> None:
    files = {"Complete/Shares_181682616.csv": shares(8), "__MACOSX/Complete/._Shares.csv": b"\0\5"}
    assert values_by_day(read(basic_archive(files)), "posts") == {8: 1, 9: 0}


def test_the_profile_summary_does_not_give_the_owners_name() -> None:
    words = table("messages", [message_row("a", "2026-03-08 10:00:00 UTC")])
    found = read(basic_archive({"messages.csv": words, "Profile Summary.csv": PROFILE,
                        "Shares.csv": shares(8)}))  # fmt: skip
    assert found.notes[0].startswith("Messages were left out")


def test_other_message_files_are_skipped_and_named() -> None:
    words = table("messages", [message_row("a", "2026-03-08 10:00:00 UTC")])
    names = ("guide_messages.csv", "coach_messages.csv", "learning_role_play_messages.csv")
    found = read(basic_archive({"Shares.csv": shares(8)} | dict.fromkeys(names, words)))
    assert values_by_day(found, "conversations") == {} and found.ignored == names


def test_columns_may_be_missing_added_and_reordered() -> None:
    for content in (b"Date\n2026-03-08 10:00:00\n", b"Mood,Date\nfine,2026-03-08 10:00:00\n"):
        assert values_by_day(read(basic_archive({"Shares.csv": content})), "posts") == {8: 1, 9: 0}


def test_an_empty_profile_file_is_accepted() -> None:
    found = read(
        basic_archive({"Shares.csv": shares(8), "Skills.csv": b"", "Profile.csv": PROFILE})
    )
    assert values_by_day(found, "posts") == {8: 1, 9: 0} and found.profile["skills"] is False


def test_an_impossible_date_in_the_file_name_is_ignored() -> None:
    for day in ("13-45-2026", "01-01-9999", "01-01-1999"):
        found = read(zip_upload(f"Basic_LinkedInDataExport_{day}.zip", {"Shares.csv": shares(8)}))
        assert found.exported_on == march_day(8)


def test_days_outside_a_files_range_get_no_values() -> None:
    found = read(
        complete_archive(
            {"Shares.csv": shares(8, 12), "Reactions.csv": table("Reactions", ONE_SHARE)}
        )
    )
    assert set(found.days) == {march_day(8), march_day(9)}


def test_of_two_parts_the_later_export_day_counts() -> None:
    first = zip_upload("Basic_LinkedInDataExport_03-09-2026.zip", {"Shares.csv": shares(5)})
    second = zip_upload("Complete_LinkedInDataExport_03-10-2026.zip",
                    {"Reactions.csv": table("Reactions", ONE_SHARE)})  # fmt: skip
    found = read(first, second)
    assert found.exported_on == march_day(10) and values_by_day(found, "posts")[8] == 0


# People and dates ---------------------------------------------------------------------------


def test_dates_rewritten_by_excel_are_read() -> None:
    content = table("Connections", [connection_row("8-Mar-26"), connection_row("09-Mar-26")])
    assert values_by_day(read(basic_archive({"Connections.csv": content})), "connections") == {
        8: 1,
        9: 2,
    }


def test_received_invitations_do_not_count_and_a_trailing_slash_is_ignored() -> None:
    sent = [
        invitation_row("3/5/26, 1:12 AM", "bea/"),
        invitation_row("3/6/26, 1:12 AM", "cem", "incoming"),
    ]
    people = table("Connections", [connection_row("07 Mar 2026", "BEA")])
    found = read(
        basic_archive({"Invitations.csv": table("Invitations", sent), "Connections.csv": people})
    )
    assert sum(values_by_day(found, "invitations_sent").values()) == 1
    assert values_by_day(found, "invitations_accepted")[7] == 1


def test_without_connections_acceptance_is_unknown() -> None:
    found = read(
        basic_archive(
            {"Invitations.csv": table("Invitations", [invitation_row("3/5/26, 1 AM", "b")])}
        )
    )
    assert values_by_day(found, "invitations_accepted") == {}


def test_the_owner_is_found_through_invitations_without_a_profile() -> None:
    words = table("messages", [message_row("a", "2026-03-08 10:00:00 UTC", FROM="Ada O.")])
    sent = table("Invitations", [invitation_row("3/5/26, 1:12 AM", "bea")])
    found = read(basic_archive({"messages.csv": words, "Invitations.csv": sent}))
    assert OWNER in sent.decode() and values_by_day(found, "conversations")[8] == 1


def test_a_message_without_a_sender_is_not_the_owners() -> None:
    nobody = {"FROM": "", "SENDER PROFILE URL": ""}
    found = read_messages(
        message_row("a", "2026-03-08 10:00:00 UTC"),
        message_row("b", "2026-03-08 10:00:00 UTC", **nobody),
    )
    assert values_by_day(found, "conversations")[8] == 1


def test_draft_messages_and_draft_conversations_do_not_count() -> None:
    header = HEADERS["messages"] + ",IS CONVERSATION DRAFT"
    found = read_messages(
        message_row("a", "2026-03-08 10:00:00 UTC"),
        message_row("b", "2026-03-08 10:00:00 UTC", **{"IS MESSAGE DRAFT": "Yes"}),
        message_row("c", "2026-03-08 10:00:00 UTC", **{"IS CONVERSATION DRAFT": "YES"}),
        header=header,
    )
    assert values_by_day(found, "conversations")[8] == 1


@pytest.mark.parametrize("gone", ["IS MESSAGE DRAFT", "ATTACHMENTS,IS MESSAGE DRAFT"])
def test_older_files_with_fewer_columns_are_read(gone: str) -> None:
    header = HEADERS["messages"].removesuffix(f",{gone}")
    assert (
        values_by_day(
            read_messages(message_row("a", "2026-03-08 10:00:00 UTC"), header=header),
            "conversations",
        )[8]
        == 1
    )


def test_a_message_with_markup_quotes_and_line_breaks_is_one_cell() -> None:
    text = '<p class="x">he said "so"</p>\r\n<br>2026-01-01 10:00:00 UTC,"",'
    found = read_messages(
        message_row("a", "2026-03-08 10:00:00 UTC", CONTENT=text),
        message_row("b", "2026-03-09 1:00", "B"),
    )
    assert values_by_day(found, "conversations")[8] == 1 and found.unread == 1


# Time zones ---------------------------------------------------------------------------------

# UTC, time zone, and local day: around midnight, and at clock changes.
MIDNIGHT_CASES = [
    ("2026-03-08 10:59:59", "Pacific/Auckland", 8),
    ("2026-03-08 11:00:00", "Pacific/Auckland", 9),
    ("2026-03-08 07:59:59", "America/Los_Angeles", 7),
    ("2026-03-08 08:00:00", "America/Los_Angeles", 8),
    (
        "2026-03-09 06:59:59",
        "America/Los_Angeles",
        8,
    ),  # an hour earlier: clocks went forward
    ("2026-03-09 07:00:00", "America/Los_Angeles", 9),
    ("2026-03-08 04:59:59", "America/Havana", 7),  # Havana skips midnight on the 8th
    ("2026-03-08 05:00:00", "America/Havana", 8),
    ("2026-03-08 18:14:59", "Asia/Kathmandu", 8),
    ("2026-03-08 18:15:00", "Asia/Kathmandu", 9),
    ("2026-03-08 23:59:59", "UTC", 8),
]


@pytest.mark.parametrize(("moment", "zone", "day"), MIDNIGHT_CASES)
def test_times_marked_utc_count_on_the_reps_local_day(moment: str, zone: str, day: int) -> None:
    searched = table("SearchQueries", [{"Time": f"{moment.replace('-', '/')} UTC"}])
    found = read(basic_archive({"SearchQueries.csv": searched}), zone=zone)
    assert min(values_by_day(found, "searches")) == day
    words = message_row("a", f"{moment} UTC"), message_row("b", f"{moment} UTC", by="Bea")
    assert min(values_by_day(read_messages(*words, zone=zone), "conversations")) == day


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
def test_a_day_on_which_clocks_go_back_has_twenty_five_hours(
    moment: str, zone: str, day: date
) -> None:
    searched = table("SearchQueries", [{"Time": f"{moment} UTC"}])
    upload = zip_upload("Basic_LinkedInDataExport_05-01-2026.zip", {"SearchQueries.csv": searched})
    found = read(upload,
                 zone=zone)  # fmt: skip
    assert min(found.days) == day


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_times_without_a_zone_count_on_the_printed_day(zone: str) -> None:
    late = [{"Date": "2026-03-08 23:59:59"}]
    files = {f"{name}.csv": table(name, late) for name in ("Shares", "Comments", "Reactions")}
    found = read(basic_archive(files), zone=zone)
    assert [min(values_by_day(found, name)) for name in ("posts", "comments", "reactions")] == [
        8,
        8,
        8,
    ]


def test_one_file_uploaded_twice_is_read_once() -> None:
    upload = basic_archive({"Shares.csv": shares(8)})
    again = Upload("Basic_LinkedInDataExport_03-10-2026 (1).zip", upload.content)
    assert values_by_day(read(upload, again), "posts") == {8: 1, 9: 0}
