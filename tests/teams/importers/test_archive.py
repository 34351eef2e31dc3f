"""Parsing LinkedIn's data archive in every known format, and the values each day gets."""

import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.archive.bundle import Upload, known_name
from teams.importers.archive.dates import Clock, NoDateError, printed_day
from tests.teams.importers.archives import (
    HEADERS,
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

PROFILE = table("Profile", [{"First Name": "Ada", "Last Name": "Osei", "Headline": "Seller"}])


# Files and their days -------------------------------------------------------------------------


def test_a_file_covers_its_first_row_to_the_day_before_the_export() -> None:
    found = read(basic_archive({"Shares.csv": shares(5, 7, 7, 10)}))
    assert values_by_day(found, "posts") == {5: 1, 6: 0, 7: 2, 8: 0, 9: 0}
    assert values_by_day(found, "shares") == dict.fromkeys(range(5, 10), 0)
    assert found.exported_on == march_day(10)


def test_without_a_date_in_the_name_the_newest_row_is_the_export_day() -> None:
    found = read(zip_upload("download.zip", {"Shares.csv": shares(5, 7)}))
    assert found.exported_on == march_day(7) and values_by_day(found, "posts") == {5: 1, 6: 0}


def test_a_row_with_a_shared_url_is_a_share_in_both_spellings() -> None:
    for column in ("SharedUrl", "SharedURL"):
        header = HEADERS["Shares"].replace("SharedUrl", column)
        rows = [{"Date": "2026-03-09 10:00:00", column: "https://example.com"}]
        found = read(basic_archive({"Shares.csv": table("Shares", rows, header=header)}))
        assert values_by_day(found, "shares") == {9: 1} and values_by_day(found, "posts") == {9: 0}


def test_instant_reposts_are_shares_and_votes_are_reactions() -> None:
    once = [{"Date": "2026-03-09 10:00:00"}]
    found = read(
        basic_archive({f"{name}.csv": table(name, once)
               for name in ("InstantReposts", "Votes", "Reactions", "Comments")})
    )  # fmt: skip
    assert found.days == {march_day(9): {"shares": 1, "reactions": 2, "comments": 1}}


def test_a_missing_file_means_zero_in_a_complete_archive_and_unknown_in_a_basic_one() -> None:
    files = {"Reactions.csv": table("Reactions", [{"Date": "2026-03-08 10:00:00"}])}
    assert set(read(basic_archive(files)).days[march_day(8)]) == {"reactions"}
    found = read(complete_archive(files))
    assert values_by_day(found, "posts") == values_by_day(found, "invitations_sent") == {8: 0, 9: 0}
    assert values_by_day(found, "connections") == {8: 0}
    assert "invitations_accepted" not in found.days[march_day(8)]


@pytest.mark.parametrize("marker", ["Ad_Targeting", "Logins", "Ads Clicked", "Security Challenges"])
def test_a_complete_archive_is_recognised_by_files_only_it_contains(marker: str) -> None:
    found = read(zip_upload("renamed.zip", {"Shares.csv": shares(8, 9), f"{marker}.csv": b"a,b\n"}))
    assert found.complete and values_by_day(found, "comments") == {8: 0}


def test_a_file_that_was_not_ticked_is_unknown_even_in_a_complete_archive() -> None:
    reactions = table("Reactions", [{"Date": "2026-03-08 10:00:00"}])
    upload = complete_archive({"Shares.csv": shares(8), "Reactions.csv": reactions})
    found = read(upload, ticked={"Shares"})
    assert values_by_day(found, "posts") == {8: 1, 9: 0} and values_by_day(found, "reactions") == {}


def test_two_parts_are_read_together_and_a_file_in_both_only_once() -> None:
    first = basic_archive({"Shares.csv": shares(8), "Connections.csv": table("Connections", [])})
    second = complete_archive({"Shares.csv": shares(8, 9)})
    assert values_by_day(read(first, second), "posts") == {8: 1, 9: 1}


def test_single_files_of_an_archive_are_read() -> None:
    found = read(Upload("Shares_181682616.csv", io.BytesIO(shares(8, 9))))
    assert values_by_day(found, "posts") == {8: 1}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Shares.csv", "Shares"),
        ("Shares_181682616.csv", "Shares"),
        ("a/b/Shares.csv", "Shares"),
        ("a\\Shares.csv", "Shares"),
        ("messages_1.csv", "messages"),
        ("Endorsement_Received_Info_77.csv", "Endorsement_Received_Info"),
        ("Rich_Media.csv", "Rich_Media"),
        ("__MACOSX/Shares.csv", None),
        ("guide_messages.csv", None),
        ("learning_coach_messages.csv", None),
        ("Shares.csv.bak", None),
    ],
)
def test_files_are_recognised_by_their_base_name(path: str, name: str | None) -> None:
    assert known_name(path) == name


def test_the_profiles_summary_is_not_the_profile() -> None:
    assert known_name("Profile Summary.csv") == "Profile Summary"


# Formats --------------------------------------------------------------------------------------


def test_bom_line_endings_and_case_of_headers_do_not_matter() -> None:
    plain = shares(8)
    for content in (b"\xef\xbb\xbf" + plain, plain.replace(b"\n", b"\r\n"),
                    plain.replace(b"Date,", b"DATE,")):  # fmt: skip
        assert values_by_day(read(basic_archive({"Shares.csv": content})), "posts") == {8: 1, 9: 0}


def test_notes_before_the_header_of_connections_are_skipped() -> None:
    notes = 'Notes:\n"When exporting your connection data, you may notice that…"\n\n'
    content = table("Connections", [connection_row("08 Mar 2026")], before=notes)
    assert values_by_day(read(basic_archive({"Connections.csv": content})), "connections") == {8: 1}


def test_a_comment_with_line_breaks_and_backslashes_is_one_comment() -> None:
    content = (
        "Date,Link,Message\n"
        '2026-03-08 10:00:00,https://x,"two\nlines"\n'
        '2026-03-08 11:00:00,https://x,"he said \\"so\\" to me"\n'
        "just a scrap\n"
        ",https://x,undated\n"
        "2026-03-09 11:00:00,https://x,plain\n"
    )
    found = read(basic_archive({"Comments.csv": content.encode()}))
    assert values_by_day(found, "comments") == {8: 2, 9: 1} and found.unread == 0


def test_an_unreadable_row_is_reported_by_line_and_the_rest_is_read() -> None:
    rows = [{"Date": "2026-03-08 10:00:00"}, {"Date": "soon"}, {"Date": "2026-03-09 10:00:00"}]
    found = read(basic_archive({"Shares.csv": table("Shares", rows)}))
    assert values_by_day(found, "posts") == {8: 1, 9: 1}
    assert [str(fault) for fault in found.faults] == ["Shares.csv, line 3: Date is no date"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 Jun 2026", date(2026, 6, 16)),
        ("16-Jun-24", date(2024, 6, 16)),
        ("9/5/26, 1:12 AM", date(2026, 9, 5)),
        ("10/12/23, 10:15 AM", date(2023, 10, 12)),
        ("2026-05-07 16:41:18", date(2026, 5, 7)),
        ("2023/03/01 19:52:23", date(2023, 3, 1)),
    ],
)
def test_dates_are_read_in_all_known_formats(text: str, day: date) -> None:
    assert printed_day(text) == day.toordinal()


@pytest.mark.parametrize("text", ["", "31 Feb 2026", "1 Foo 2026", "2002-01-01", "99/99/99", "now"])
def test_an_invalid_date_is_refused(text: str) -> None:
    with pytest.raises(NoDateError):
        printed_day(text)


@given(
    st.datetimes(min_value=datetime(2004, 1, 1), max_value=datetime(2090, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Lisbon", "Asia/Kathmandu", "America/St_Johns", "Pacific/Auckland",
                     "America/Havana", "UTC"]),
)  # fmt: skip
def test_a_utc_time_counts_on_the_reps_local_day(moment: Any, zone: str) -> None:
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    found = Clock(zone).moment(moment.strftime("%Y-%m-%d %H:%M:%S UTC"))
    here = moment.astimezone(ZoneInfo(zone)).date()
    assert found == (int(moment.timestamp()), here.toordinal())


# Connections and invitations ------------------------------------------------------------------


def test_connections_are_counted_per_day_in_total_and_by_decision_makers() -> None:
    rows = [connection_row("06 Mar 2026"), connection_row("08 Mar 2026", "b", "CEO"),
            connection_row("08 Mar 2026", "c", "VP Sales"),
            connection_row("10 Mar 2026", "d", "Owner")]  # fmt: skip
    found = read(basic_archive({"Connections.csv": table("Connections", rows)}))
    assert values_by_day(found, "new_connections") == {6: 1, 7: 0, 8: 2, 9: 0}
    assert values_by_day(found, "connections") == {6: 1, 8: 3}
    assert values_by_day(found, "decision_makers") == {8: 2}


def test_an_invitation_is_accepted_on_the_day_of_the_connection() -> None:
    sent = [invitation_row("3/5/26, 1:12 AM", "bea"), invitation_row("3/6/26, 9:00 PM", "cem"),
            invitation_row("3/6/26, 9:00 PM", "dan", "INCOMING")]  # fmt: skip
    people = [
        connection_row("07 Mar 2026", "bea"),
        connection_row("07 Mar 2026", "eve"),
        connection_row("06 Mar 2026", "dan"),
    ]
    found = read(basic_archive({"Invitations.csv": table("Invitations", sent),
                        "Connections.csv": table("Connections", people)}))  # fmt: skip
    assert values_by_day(found, "invitations_sent") == {5: 1, 6: 1, 7: 0, 8: 0, 9: 0}
    assert values_by_day(found, "invitations_accepted") == {5: 0, 6: 0, 7: 1, 8: 0, 9: 0}


def test_without_invitee_addresses_acceptance_is_unknown_and_noted() -> None:
    header = HEADERS["Invitations"].replace("ProfileUrl", "Urn")
    sent = table("Invitations", [{"Sent At": "3/5/26, 1:12 AM", "Direction": "OUTGOING"}],
                 header=header)  # fmt: skip
    people = table("Connections", [connection_row("07 Mar 2026", "bea")])
    found = read(basic_archive({"Invitations.csv": sent, "Connections.csv": people}))
    assert values_by_day(found, "invitations_accepted") == {} and "accepted" in found.notes[0]


# Messages -------------------------------------------------------------------------------------


def read_messages(*messages: dict[str, str], **options: Any) -> Any:
    content = table("messages", messages)
    return read(basic_archive({"messages.csv": content, "Profile.csv": PROFILE}), **options)


def test_conversations_are_those_in_which_the_owner_wrote_that_day() -> None:
    found = read_messages(
        message_row("a", "2026-03-08 10:00:00 UTC"),
        message_row("a", "2026-03-08 11:00:00 UTC"),
        message_row("b", "2026-03-08 12:00:00 UTC"),
        message_row("c", "2026-03-08 12:00:00 UTC", by="Bea"),
        message_row("d", "2026-03-09 12:00:00 UTC", **{"IS MESSAGE DRAFT": "Yes"}),
    )
    assert values_by_day(found, "conversations") == {8: 2, 9: 0}


def test_response_hours_run_from_their_first_message_to_the_owners_next() -> None:
    found = read_messages(
        message_row("a", "2026-03-08 09:00:00 UTC"),
        message_row("a", "2026-03-08 10:00:00 UTC", by="Bea"),
        message_row("a", "2026-03-08 11:00:00 UTC", by="Bea"),
        message_row("a", "2026-03-08 13:00:00 UTC"),
        message_row("b", "2026-03-08 12:00:00 UTC", by="Cem"),
        message_row("b", "2026-03-08 13:00:00 UTC"),
        message_row("b", "2026-03-09 10:00:00 UTC", by="Cem"),
        message_row("b", "2026-03-09 20:00:00 UTC"),
        message_row("c", "2026-03-09 20:00:00 UTC", by="Dan"),
    )
    assert values_by_day(found, "response_hours") == {8: 2.0}


def test_the_order_of_messages_does_not_matter() -> None:
    words = [message_row("a", "2026-03-08 10:00:00 UTC", by="Bea"),
             message_row("a", "2026-03-08 13:00:00 UTC"),
             message_row("b", "2026-03-07 09:00:00 UTC")]  # fmt: skip
    assert read_messages(*words).days == read_messages(*reversed(words)).days


def test_messages_count_on_the_reps_local_day() -> None:
    late = message_row("a", "2026-03-08 23:30:00 UTC")
    assert values_by_day(read_messages(late, zone="Europe/Berlin"), "conversations") == {9: 1}
    assert values_by_day(read_messages(late, zone="America/New_York"), "conversations") == {
        8: 1,
        9: 0,
    }


def test_without_a_known_owner_messages_are_left_out_and_noted() -> None:
    words = table("messages", [message_row("a", "2026-03-08 10:00:00 UTC")])
    found = read(basic_archive({"messages.csv": words, "Shares.csv": shares(8)}))
    assert values_by_day(found, "conversations") == {} and found.notes[0].startswith(
        "Messages were left"
    )


def test_a_namesake_is_not_the_owner_if_addresses_are_known() -> None:
    words = table("messages", [message_row("a", "2026-03-08 10:00:00 UTC", by="Ada Osei")])
    sent = table("Invitations", [invitation_row("3/5/26, 1:12 AM", "bea")])
    files = {"messages.csv": words, "Invitations.csv": sent, "Profile.csv": PROFILE}
    assert values_by_day(read(basic_archive(files)), "conversations") == {8: 0, 9: 0}


def test_the_result_contains_nothing_about_other_people() -> None:
    rows = [message_row("a", "2026-03-08 10:00:00 UTC", by="Bea Secret"), {"FROM": "Bea Secret"}]
    people = [
        connection_row("nonsense", "Bea Secret"),
        connection_row("07 Mar 2026", "Bea Secret", "CEO"),
    ]
    found = read(basic_archive({"messages.csv": table("messages", rows), "Profile.csv": PROFILE,
                        "Connections.csv": table("Connections", people)}))  # fmt: skip
    assert found.unread == 2
    assert "Secret" not in repr(found) and "secret words" not in repr(found)


# The profile ----------------------------------------------------------------------------------


def test_levels_are_known_on_the_days_they_change() -> None:
    endorsed = [{"Endorsement Date": f"2026/03/{n:02} 19:52:23 UTC", "Endorsement Status": state}
                for n, state in ((5, "ACCEPTED"), (5, "ACCEPTED"), (6, "REJECTED"), (8, "ACCEPTED"))]  # fmt: skip  # noqa: E501
    praised = [{"Creation Date": "3/7/26, 10:15 AM", "Status": "VISIBLE"}]
    found = read(basic_archive({
        "Endorsement_Received_Info.csv": table("Endorsement_Received_Info", endorsed),
        "Recommendations_Received.csv": table("Recommendations_Received", praised),
    }))  # fmt: skip
    assert values_by_day(found, "endorsements") == {5: 2, 8: 3}
    assert values_by_day(found, "recommendations") == {7: 1}


def test_profile_completeness_is_known_on_the_day_of_the_export() -> None:
    skills = table("Skills", [{"Name": f"skill {n}"} for n in range(5)])
    files = {"Profile.csv": PROFILE, "Skills.csv": skills, "Shares.csv": shares(8)}
    found = read(basic_archive(files))
    assert values_by_day(found, "profile_completeness") == {10: round(100 * 2 / 11)}
    assert found.profile["photo"] is None and found.profile["headline"]
    assert found.profile["skills"] and not found.profile["positions"]


def test_the_archive_contains_its_owners_address() -> None:
    rows = [{"Email Address": "Ada@Example.com", "Confirmed": "Yes"},
            {"Email Address": "other@example.com", "Confirmed": "No"}]  # fmt: skip
    files = {"Email Addresses.csv": table("Email Addresses", rows), "Shares.csv": shares(8)}
    assert read(basic_archive(files)).addresses == {"ada@example.com"}
