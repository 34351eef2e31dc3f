"""Time and memory to read a LinkedIn archive, compared with Python's csv module alone.

    python benchmarks/archive.py [MESSAGES] [NOISE]

Both run in one process, in turn. Prints medians, and the peak memory of a process that only reads
the archive with the product. NOISE is the number of random characters per message: 1,000,000
messages of 2,600 characters make 2 GB.
"""

import csv
import io
import random
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import RUNS, format_spread, median, time_call

HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER"
)
OWNER = ("Ada Osei", "https://www.linkedin.com/in/ada-osei")
HERE = Path(__file__).resolve().parent.parent
TODAY = date(2025, 1, 5)
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001  as written in the file
WORDS = "that would be great let us talk next week about the numbers you sent me".split()


def write_archive(path: Path, messages: int, noise: int) -> None:
    """Writes an archive of `messages` messages over five years, in conversations of sixteen."""
    dice = random.Random(1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("Profile.csv", "First Name,Last Name\nAda,Osei\n")
        with archive.open("messages.csv", "w", force_zip64=True) as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            text.write(HEADER + "\n")
            writer = csv.writer(text)
            for _ in range(messages):
                writer.writerow(_message(dice, messages // 16, _noise(dice, noise)))
            text.flush()


def _noise(dice: random.Random, length: int) -> str:
    """Random characters, which hardly compress."""
    return b64encode(dice.randbytes(length * 3 // 4)).decode()


def _message(dice: random.Random, conversations: int, noise: str) -> list[str]:
    number = dice.randrange(conversations)
    other = (f"Other {number}", f"https://www.linkedin.com/in/other-{number}")
    sender, receiver = (OWNER, other) if dice.random() < 0.5 else (other, OWNER)
    when = FIRST + timedelta(seconds=dice.randrange(5 * 365 * 86_400))
    said = " ".join(dice.choices(WORDS, k=20)) + noise
    return [f"2-{number:032x}==", "", *sender, *receiver, f"{when} UTC", "", said, "INBOX"]


def csv_reader(path: Path) -> Callable[[], None]:
    """Reads the files with the csv module alone."""

    def read() -> None:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as raw:
                    text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
                    for _ in csv.reader(text):
                        pass

    return read


def ours(path: Path) -> Callable[[], None]:
    """Reads the archive with the product, through the importer for all kinds of files."""
    from teams.importers.archive.bundle import Upload
    from teams.importers.file_kinds import FileKind
    from teams.importers.read_any import ReadOptions, read_files

    def read() -> None:
        how = ReadOptions(today=TODAY, zone="Europe/Lisbon")
        with path.open("rb") as content:
            found = read_files([Upload(path.name, content)], FileKind.ARCHIVE, how)
        assert not found.unread, found.faults

    return read


def peak_memory(path: Path) -> tuple[int, int]:
    """Peak memory in MB of a process that reads the archive, and of one that does not."""
    most = []
    for reads in (True, False):
        code = (
            "import re, sys; from pathlib import Path; from benchmarks.archive import ours; "
            f"read = ours(Path(sys.argv[1])); {reads} and read(); "
            # This program's peak; getrusage would report at least the parent's.
            "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
        )
        run = [sys.executable, "-c", code, str(path)]
        said = subprocess.run(run, check=True, capture_output=True, cwd=HERE).stdout
        most.append(int(said) // 1024)
    return most[0], most[1]


def main() -> None:
    """Runs for a minute; with much noise for ten."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    noise = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    runs = RUNS if not noise else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Complete_LinkedInDataExport_01-05-2025.zip"
        write_archive(path, messages, noise)
        plain, product = [], []
        for _ in range(runs):
            plain.append(1e6 * time_call(csv_reader(path)) / messages)
            product.append(1e6 * time_call(ours(path)) / messages)
        size, (reading, idle) = path.stat().st_size, peak_memory(path)
    print(f"{messages:,} messages, {size / 1e6:,.0f} MB; microseconds each, of {runs} (least–most)")
    print(f"csv alone    {format_spread(plain)}")
    print(f"the product  {format_spread(product)}")
    print(f"messages per second against csv alone: {median(plain) / median(product):.2f}")
    print(f"memory: {reading} MB; {idle} MB before anything was read")


if __name__ == "__main__":
    main()
