"""Takes the screenshots for the documentation, of the demo at a fixed date.

    make screenshots

Desktop pages in the light theme, phone pages in the dark one; uses a database of its own.
"""

import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import django
import time_machine
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from teams.demo.sign_ins import sign_in_lines  # noqa: E402  models need the set-up above
from teams.models import User  # noqa: E402
from tests.browser.conftest import chromium  # noqa: E402

DAY = "2026-11-25T09:00Z"
PICTURES = Path(__file__).parent.parent / "docs"
# Page name: who views it, and its path.
PAGES = {
    "leaderboard": ("manager", "/"),
    "rep": ("rep", "/reps/1/"),
    "log": ("rep", "/log/"),
    "import": ("rep", "/imports/"),
}
VIEWPORTS = {
    "": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "-phone": {"viewport": {"width": 360, "height": 760}, "color_scheme": "dark"},
}


def load_demo_sessions() -> dict[str, str]:
    """Loads the demo; returns session ids by the kind of user."""
    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("load_demo")
    sessions: dict[str, str] = {}
    for who, email, _ in map(str.split, sign_in_lines()):
        client = Client()
        client.force_login(User.objects.get(email=email))
        sessions.setdefault(who, client.cookies["sessionid"].value)
    return sessions


def take(browser: Browser, url: str, sessions: dict[str, str]) -> None:
    """Takes every page in every look."""
    for look, options in VIEWPORTS.items():
        for name, (who, path) in PAGES.items():
            page = browser.new_page(base_url=url, **options)  # type: ignore[arg-type]
            session = {"name": "sessionid", "value": sessions[who], "url": url}
            page.context.add_cookies([session])  # type: ignore[list-item]
            page.goto(path, wait_until="networkidle")
            page.evaluate("document.activeElement.blur()")
            file = PICTURES / f"{name}{look}.png"
            page.screenshot(path=file)
            print(f"{file.name}: {file.stat().st_size // 1024} KB")  # noqa: T201
            page.close()


def main() -> None:
    """Takes all screenshots."""
    with time_machine.travel(DAY), sync_playwright() as playwright:
        sessions, server = load_demo_sessions(), LiveServer("localhost")
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        take(browser, server.url, sessions)
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
