"""`manage.py serve`: runs web server, worker and scheduler from one folder until Ctrl-C."""

import fcntl
import http.client
import io
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from ssi_project.supervisor import Program, Supervisor
from teams.models import Organization

WEB_THREADS = 4
# Celery warns against running as root; here that would bury the lines that matter.
IGNORE_ROOT_WARNING = "ignore:You're running the worker"


class Command(BaseCommand):
    """Prepares the data folder, then keeps web, worker and beat running."""

    help = (
        "Serves everything from one place: brings the database up to date, then runs the web "
        "server, a Celery worker and its beat. Whichever of them dies is started again; Ctrl-C "
        "ends them all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument(
            "--demo", action="store_true", help="load the demo organisation first, if missing"
        )
        parser.add_argument("--concurrency", type=int, default=2, help="tasks run at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._serve(options)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _serve(self, options: dict[str, Any]) -> None:
        host, port = options["host"], options["port"]
        check_port_is_free(host, port)
        with lock_data_folder(settings.DATA_DIR):
            self._prepare()
            people = self._demo() if options["demo"] else ""
            connections.close_all()
            supervisor = Supervisor(programs(host, port, options["concurrency"]), self._say)
            supervisor.run(self._greeting(host, port, people))
        self.stdout.write("Stopped.")

    def _prepare(self) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns if the folder is missing
        if not settings.REDIS_URL:
            clear_broker(settings.DATA_DIR / "broker")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Bringing the database up to date ...")
            call_command("migrate", verbosity=0, interactive=False)

    def _demo(self) -> str:
        """Loads missing demo data; returns the list of people who can sign in."""
        people = io.StringIO()
        self._say("Looking after the demo organisation ...")
        call_command("load_demo", stdout=people)
        for slug in Organization.objects.values_list("slug", flat=True):
            call_command("score", organization=slug, stdout=io.StringIO())
        return people.getvalue()

    def _greeting(self, host: str, port: int, people: str) -> Callable[[], None]:
        """Returns a callback that prints accounts and URL once, when the site first answers."""
        greeted = False

        def greet() -> None:
            nonlocal greeted
            if greeted or not is_answering(host, port):
                return
            greeted = True
            if people:
                self.stdout.write(people, ending="")
            self._say(f"Seventy is at http://{host}:{port} - Ctrl-C ends it.")

        return greet

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def programs(host: str, port: int, concurrency: int) -> tuple[Program, ...]:
    """Returns the web, worker and beat programs, run with this Python interpreter."""
    url = f"http://{host}:{port}"
    home = {
        "DATA_DIR": str(settings.DATA_DIR),
        "SITE_URL": settings.SITE_URL if settings.SITE_URL_IN_ENVIRONMENT else url,
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", IGNORE_ROOT_WARNING),
    }
    celery = ("celery", "--quiet", "--app", "ssi_project")
    log_options = ("--loglevel", "WARNING")
    # There are no other workers on this broker: gossip and heartbeats would only leave files.
    worker_options = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    commands = {
        "web": (
            *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--blocking-threads", str(WEB_THREADS), "--no-ws", "--no-access-log"),
            *("--log-level", "warning", "--workers-kill-timeout", "5"),
            "ssi_project.wsgi:application",
        ),
        "worker": (
            *celery,
            "worker",
            "--concurrency",
            str(concurrency),
            *worker_options,
            *log_options,
        ),
        "beat": (*celery, "beat", *log_options),
    }
    return tuple(
        Program(name, (sys.executable, "-m", *command), home) for name, command in commands.items()
    )


def check_port_is_free(host: str, port: int) -> None:
    """Raises CommandError if the port is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise CommandError(
                f"Cannot listen on {host}:{port}: {reason}. Choose another with --port or PORT."
            ) from None


def is_answering(host: str, port: int) -> bool:
    """Whether the web server answers, with any status."""
    page = http.client.HTTPConnection(host, port, timeout=1)
    try:
        page.request("HEAD", "/accounts/login/")
        page.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        page.close()
    return True


def clear_broker(folder: Path) -> None:
    """Deletes leftover messages; what is due is recorded in the database, not here."""
    for message_file in folder.glob("*/*"):
        message_file.unlink(missing_ok=True)


@contextmanager
def lock_data_folder(folder: Path) -> Iterator[None]:
    """Locks the data folder; raises CommandError if another `serve` runs on it."""
    with (folder / "serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"Another serve already runs on {folder}.") from None
        yield
