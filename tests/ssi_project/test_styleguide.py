"""Style guide: available in debug mode only."""

from django.test import Client

COMPONENTS = (
    "score",
    "ring",
    "spark",
    "moved",
    "change up",
    "change down",
    "source official",
    "cards",
    "facts",
    "bar",
    "pick",
    "do",
    "menu",
    "form card",
    "dialog card",
    "messages",
    "notice bad",
    "toast",
    "card empty",
)


def test_in_debug_every_component_is_shown_in_both_themes(in_debug: None, client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert page.count('data-theme="light"') == page.count('data-theme="dark"') == 1
    missing = [name for name in COMPONENTS if page.count(f'class="{name}"') < 2]
    assert missing == []
    assert page.count("<progress") > 2


def test_outside_debug_the_page_is_not_found(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
