"""The styleguide: there for whoever builds pages, and nowhere else."""

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


def test_in_debug_every_component_is_shown_in_both_colours(in_debug: None, client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert page.count('data-theme="light"') == page.count('data-theme="dark"') == 1
    missing = [name for name in COMPONENTS if page.count(f'class="{name}"') < 2]
    assert missing == []
    assert page.count("<progress") > 2


def test_otherwise_there_is_no_such_page(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
