"""Metrics of a Sales Navigator usage report, guessed from its column headers.

The exact header is not documented and differs by language, so guesses are only proposals: the
person who imports the file corrects them, and the answers are remembered for the next file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Metric:
    """What a column can be. `input` is the input its numbers count for, "" if it is not scored."""

    label: str
    aliases: str = ""  # other names, lower case, separated by commas
    input: str = ""


METRICS: Final[Mapping[str, Metric]] = {
    "name": Metric("Name", "full name,user,user name,member,member name,seat holder,seat holder "
                   "name,seatholder,seatholder name,employee,employee name,rep,rep name"),
    "first_name": Metric("First name", "given name"),
    "last_name": Metric("Last name", "family name,surname"),
    "email": Metric("E-mail", "email,email address,e mail address,mail,work email,user email,"
                    "member email,seat holder email,seatholder email"),
    "group": Metric("Group", "groups,team,tags,seat group,department"),
    "first_day": Metric("First day", "start date,period start,from,date from,start"),
    "last_day": Metric("Last day", "end date,period end,to,date to,end"),
    "days_active": Metric("Days Active", "active days,number of days active"),
    "searches": Metric("Searches Performed", "searches,search,total searches", "searches"),
    "profile_views": Metric("Profile Views", "profiles viewed,lead profile views,total profile "
                            "views,unique profile views,profile viewed", "profile_views"),
    "leads_saved": Metric("Leads saved", "saved leads,total leads saved,new leads saved",
                          "leads_saved"),
    "accounts_saved": Metric("Accounts saved", "saved accounts,total accounts saved"),
    "lists_created": Metric("Lists created", "created lists,lists"),
    "coach_level": Metric("Coach Level", "coach,sales coach level"),
    "inmails_sent": Metric("InMails sent", "inmail sent,inmail messages sent,total inmails sent",
                           "inmails_sent"),
    "inmails_accepted": Metric("InMails accepted", "inmail accepted,accepted inmails,inmails "
                               "replied,inmail replies,inmail responses", "inmail_replies"),
    # Not scored: conversations are, and a number of messages does not say how many those were.
    "messages_sent": Metric("Messages sent", "messages,total messages sent"),
    "connections": Metric("Connections", "total connections,number of connections,connection "
                          "count", "connections"),
    "ssi": Metric("SSI", "social selling index,ssi score,current ssi,overall ssi,total ssi"),
    "brand": Metric("SSI: brand", "establish your professional brand,professional brand,establish "
                    "professional brand,establish brand,ssi professional brand,create a "
                    "professional brand"),
    "people": Metric("SSI: people", "find the right people,right people,find people,ssi find the "
                     "right people,ssi right people"),
    "insights": Metric("SSI: insights", "engage with insights,insights,ssi engage with insights"),
    "relationships": Metric("SSI: relationships", "build relationships,build strong relationships,"
                            "strong relationships,relationships,ssi build relationships,ssi build "
                            "strong relationships"),
}  # fmt: skip
PERSON_COLUMNS: Final = ("email", "name", "first_name", "last_name")
UNCOUNTED_COLUMNS: Final = (*PERSON_COLUMNS, "group", "first_day", "last_day")
MIN_METRICS: Final = 2  # metrics beside a name or address that make a header
HEAD: Final = 20  # rows searched for the header


def normalize_header(header: str) -> str:
    """Normalised header: lower case, without bracketed text, punctuation and repeated blanks."""
    return " ".join(re.findall(r"\w+", re.sub(r"\([^()]{0,80}\)", " ", header[:200].lower())))


_METRIC_BY_NAME: Final = {
    normalize_header(called): metric
    for metric, of in METRICS.items()
    for called in (of.label, *of.aliases.split(","))
    if called
}


def guess_columns(headers: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Guessed metric of each header, "" for none; no metric is used twice.

    Remembered answers take precedence, including that a header is no metric.

    >>> guess_columns(["User", "Searches performed", "Leads Saved", "Leads saved (total)", "Mood"],
    ...               {"Mood": "coach_level"})["Mood"]
    'coach_level'
    """
    known_headers = {normalize_header(header): metric for header, metric in remembered.items()}
    guesses = dict.fromkeys(headers, "")
    for known, pending in (
        (known_headers, headers),
        (_METRIC_BY_NAME, [h for h in headers if normalize_header(h) not in known_headers]),
    ):
        for header in pending:
            metric = known.get(normalize_header(header), "")
            if metric in METRICS and metric not in guesses.values():
                guesses[header] = metric
    return guesses


def is_header(cells: Iterable[str], remembered: Mapping[str, str] | None = None) -> bool:
    """Whether the cells include a person column and at least two metrics."""
    guesses = set(guess_columns(list(dict.fromkeys(cells)), remembered or {}).values()) - {""}
    return (
        bool(guesses.intersection(PERSON_COLUMNS))
        and len(guesses.difference(UNCOUNTED_COLUMNS)) >= MIN_METRICS
    )
