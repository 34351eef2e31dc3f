"""Reading LinkedIn's archive against Python's csv module merely reading the same files.

    python benchmarks/archive.py [MESSAGES]

Both in one process, in turn; medians, and the most memory the process ever had.
"""

import csv
import io
import random
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import RUNS, median, spread, timed

HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER"
)
OWNER = ("Ada Osei", "https://www.linkedin.com/in/ada-osei")
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001  as written in the file
WORDS = "that would be great let us talk next week about the numbers you sent me".split()


def make(path: Path, messages: int) -> None:
    """An archive of so many messages over five years, in conversations of sixteen."""
    dice = random.Random(1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Profile.csv", "First Name,Last Name\nAda,Osei\n")
        with archive.open("messages.csv", "w") as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            text.write(HEADER + "\n")
            writer = csv.writer(text)
            for _ in range(messages):
                writer.writerow(_message(dice, messages // 16))
            text.flush()


def _message(dice: random.Random, conversations: int) -> list[str]:
    number = dice.randrange(conversations)
    other = (f"Other {number}", f"https://www.linkedin.com/in/other-{number}")
    sender, receiver = (OWNER, other) if dice.random() < 0.5 else (other, OWNER)
    when = FIRST + timedelta(seconds=dice.randrange(5 * 365 * 86_400))
    said = " ".join(dice.choices(WORDS, k=20))
    return [f"2-{number:032x}==", "", *sender, *receiver, f"{when} UTC", "", said, "INBOX"]


def bare(path: Path) -> Callable[[], None]:
    """The csv module, and nothing else."""

    def read() -> None:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as raw:
                    text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
                    for _ in csv.reader(text):
                        pass

    return read


def ours(path: Path) -> Callable[[], None]:
    """All that the product makes of it."""
    from teams.importers.archive.bundle import Upload
    from teams.importers.archive.reading import Options, read_archive

    def read() -> None:
        with path.open("rb") as content:
            found = read_archive([Upload(path.name, content)], Options(zone="Europe/Lisbon"))
        assert not found.unread, found.faults

    return read


def main() -> None:
    """Takes a minute."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Complete_LinkedInDataExport_01-05-2025.zip"
        make(path, messages)
        plain, product = [], []
        for _ in range(RUNS):
            plain.append(1e6 * timed(bare(path)) / messages)
            product.append(1e6 * timed(ours(path)) / messages)
    print(f"{messages:,} messages, microseconds each: median of {RUNS} (least–most)")
    print(f"csv alone    {spread(plain)}")
    print(f"the product  {spread(product)}")
    print(f"messages per second against csv alone: {median(plain) / median(product):.2f}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
