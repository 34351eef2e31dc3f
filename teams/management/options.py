"""Helpers shared by management commands: arguments, lookups, imports, output and errors."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import transaction
from django.urls import reverse
from django_scopes import scope
from tqdm import tqdm

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from teams.importers.table import ISO_DAY, FileError
from teams.imports.actions import is_refused
from teams.imports.read import MULTI_REP_KINDS
from teams.imports.run_now import apply_now, read_now
from teams.models import Import, Organization, Rep, Team, User


def add_organization_argument(parser: ArgumentParser) -> None:
    """Adds the argument --organization."""
    parser.add_argument(
        "--organization", metavar="SLUG", help="which organisation; not needed where there is one"
    )


def add_file_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of commands that import a file."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a CSV or XLSX file")
    add_organization_argument(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, keep nothing"
    )
    parser.add_argument(
        "--skip-bad-rows", action="store_true", help="keep the good rows of a file with bad ones"
    )


def iso_date(text: str) -> date:
    """Parses a date argument as YYYY-MM-DD."""
    try:
        # fromisoformat alone also accepts 20260105 and 2026-W02-1.
        return date.fromisoformat(text if ISO_DAY.fullmatch(text) else "")
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no date; write YYYY-MM-DD.") from None


@contextmanager
def open_organization(slug: str | None) -> Iterator[Organization]:
    """Opens the scope of the organisation with that slug, or of the only one there is."""
    organization = _find(slug)
    with scope(organization=organization):
        yield organization


def _find(slug: str | None) -> Organization:
    slugs = list(Organization.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise CommandError("There is no organisation yet; make one with create_organization.")
    if slug is None and len(slugs) > 1:
        raise CommandError(f"Which organisation? Give --organization, one of: {', '.join(slugs)}.")
    if slug is not None and slug not in slugs:
        raise CommandError(f"There is no organisation “{slug}”; there are: {', '.join(slugs)}.")
    return Organization.objects.get(slug=slug or slugs[0])


def team_by_name(organization: Organization, name: str) -> Team:
    """Returns the team with that name, ignoring case; raises CommandError listing all teams."""
    teams = Team.objects.filter(organization=organization)
    match = teams.filter(name__iexact=name).first()
    if match is None:
        names = ", ".join(team.name for team in teams) or "none yet"
        raise CommandError(f"{organization} has no team “{name}”; there are: {names}.")
    return match


def sign_in_instructions(user: User) -> str:
    """Returns a sentence with the user's single-use link to set a first password, if needed."""
    if user.has_usable_password():
        return f"{user.email} signs in as before."
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    page = reverse("account_reset_password_from_key", kwargs=parts)
    return f"{user.email} sets a password at {page}"


@contextmanager
def open_uploads(paths: Sequence[Path]) -> Iterator[list[Upload]]:
    """Opens files for reading."""
    with ExitStack() as stack:
        yield [Upload(path.name, stack.enter_context(_open(path))) for path in paths]


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error


@dataclass(frozen=True)
class ImportOptions:
    """Options of an import command; `kind` None means to detect the kind of file."""

    kind: FileKind | None = None
    rep: Rep | None = None
    create_in: Team | None = None
    skip_bad_rows: bool = False
    dry_run: bool = False
    period: tuple[date | None, date | None] = (None, None)


def import_files(
    command: BaseCommand, paths: Sequence[Path], organization: Organization, options: ImportOptions
) -> None:
    """Imports files and prints the result; raises CommandError naming every bad row.

    Everything happens in one transaction: a refused import or a dry run stores nothing.
    """
    with open_uploads(paths) as uploads, transaction.atomic():
        try:
            imported = read_now(
                organization=organization,
                uploads=uploads,
                rep=options.rep,
                kind=options.kind,
                create_in=options.create_in,
                period=options.period,
            )
        except (FileError, OSError) as error:
            raise CommandError(f"{paths[0]}: {error}") from error
        for sentence in (*imported.found["faults"], *imported.warnings):
            command.stderr.write(f"{paths[0]}: {sentence}")
        if is_refused(imported) and not options.skip_bad_rows:
            raise CommandError(
                f"Nothing was kept: {imported.found['unread']} bad rows. "
                "Mend them, or keep the good ones with --skip-bad-rows."
            )
        transaction.set_rollback(options.dry_run)
        if options.dry_run:
            command.stdout.write(f"Would import {_describe_result(imported)}. Nothing was kept.")
            return
        with tqdm(desc="importing", unit=" days", total=imported.total, disable=None) as bar:
            imported = apply_now(imported, skip_bad_rows=options.skip_bad_rows, progress=bar.update)
        command.stdout.write(f"Imported {_describe_result(imported)}.")


def _describe_result(imported: Import) -> str:
    """Describes what was found and what was changed."""
    findings, is_applied = imported.found, imported.state == Import.State.APPLIED
    counts = f"{findings['rows']} days"
    if imported.kind in MULTI_REP_KINDS:
        counts = f"{findings['rows']} rows of {findings['reps']} reps"
    elif findings["readings"]:
        counts = f"a reading for {findings['last']}"
    created = f", {findings['created']} of them new" if findings["created"] else ""
    changed = f"; {imported.changed} changed" if is_applied else ""
    unread_note = f"; {findings['unread']} bad rows left out" if findings["unread"] else ""
    return f"{counts}{created}{changed}{unread_note}"


def rep_by_address(organization: Organization, email: str) -> Rep:
    """Returns the rep with that e-mail address, or raises CommandError."""
    reps = Rep.objects.filter(organization=organization).select_related("organization")
    rep: Rep | None = reps.by_address({email.lower()}).get(email.lower())
    if rep is None:
        raise CommandError(f"{organization} has no rep {email}; check the address.")
    return rep


def add_period_arguments(parser: ArgumentParser, help_text: str = "") -> None:
    """Adds --from and --to, both included; `help_text` is the help text."""
    parser.add_argument(
        "--from", type=iso_date, metavar="DATE", dest="first", help=help_text or None
    )
    parser.add_argument("--to", type=iso_date, metavar="DATE", dest="last")


def parse_period(options: dict[str, Any]) -> tuple[date | None, date | None]:
    """Returns the first and last day from the options; None where not given."""
    first, last = options["first"], options["last"]
    if first and last and first > last:
        raise CommandError(f"--from {first} is after --to {last}.")
    return first, last


def add_output_argument(parser: ArgumentParser) -> None:
    """Adds the argument --output."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")


class OutputLines:
    """A command's output without the newline that OutputWrapper would add to each piece."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out

    def write(self, text: str, /) -> None:
        self.out.write(text, ending="")


def write_output(
    command: BaseCommand, output: Path | None, write: Callable[..., int], *, binary: bool = False
) -> None:
    """Writes rows to a file, which appears complete or not at all, or to standard output."""
    if output is None:
        write(OutputLines(command.stdout))
        return
    draft = output.with_name(output.name + ".part")
    try:
        with draft.open("wb") if binary else draft.open("w", encoding="utf-8", newline="") as file:
            rows = write(file, progress=True)
        draft.replace(output)
    except FileError as error:
        draft.unlink(missing_ok=True)
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{output} can't be written: {error.strerror}.") from error
    command.stdout.write(f"Wrote {rows} rows to {output}.")
