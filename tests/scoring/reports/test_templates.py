"""Report templates of an organisation, with logos reduced to their pixels."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image, PngImagePlugin

from teams.models import ReportTemplate
from teams.reports.logos import SIZE, reencode_logo
from tests.world import Person, World


def picture(kind: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#1f6f8b").save(out, kind, **options)
    return out.getvalue()


HUGE = picture("PNG", (5000, 4000), compress_level=1)


def post_template(
    world: World, person: Person = "coach", path: str = "", **changed: object
) -> HttpResponse:
    said = {"name": "Spring", "section": ["scores", "trend"], "paper": "us-letter", **changed}
    return world.signed_in(person).post(f"/progress/templates/{path}", said)  # type: ignore[return-value]


def only_template(world: World) -> ReportTemplate:
    with world.scope():
        template: ReportTemplate = ReportTemplate.objects.get()
        return template


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_re_encoded_small_and_without_metadata(kind: str) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "a secret place")
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    more = {"pnginfo": note} if kind == "PNG" else {"exif": exif}
    given = picture(kind, (2000, 1000), **more)
    assert b"a secret place" in given
    logo = reencode_logo(given)
    found = Image.open(BytesIO(logo))
    assert (found.format, found.size) == ("PNG", (640, 320)) and found.size[1] <= SIZE[1]
    assert b"a secret place" not in logo


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "can’t be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can’t be read"),
        (picture("GIF"), "can’t be read"),
        (picture("PNG")[:60], "can’t be read"),
        (picture("PNG") + b" " * (2 * 1024 * 1024), "larger than 2 MB"),
        (HUGE, "16 million pixels"),
    ],
)
def test_an_invalid_logo_is_refused_with_a_sentence(given: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        reencode_logo(given)


def test_a_template_is_saved_changed_and_deleted(world: World) -> None:
    logo = SimpleUploadedFile("logo.jpg", picture("JPEG"))
    assert (
        post_template(world, coach_name=" Cora ", colour="#1F6F8B", coach_logo=logo).status_code
        == 302
    )
    saved = only_template(world)
    assert (saved.name, saved.sections, saved.paper) == ("Spring", ["scores", "trend"], "us-letter")
    assert (saved.coach_name, saved.colour) == ("Cora", "#1f6f8b")
    assert saved.coach_logo and bytes(saved.coach_logo).startswith(b"\x89PNG")

    path = f"{saved.pk}/"
    page = world.signed_in("coach").get(f"/progress/templates/{path}").content.decode()
    assert "data:image/png;base64," in page and 'value="Cora"' in page
    assert post_template(world, path=path, name="May", no_coach_logo="on").status_code == 302
    assert (only_template(world).name, only_template(world).coach_logo) == ("May", None)
    world.signed_in("admin").post(f"/progress/templates/{path}delete/")
    with world.scope():
        assert not ReportTemplate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "  "}, "This field is required."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"section": []}, "Tick at least one."),
        ({"section": ["elsewhere"]}, "elsewhere is not one of the available choices"),
        ({"colour": "red"}, "A colour is # and six digits"),
        ({"paper": "a3"}, "a3 is not one of the available choices"),
        ({"coach_logo": SimpleUploadedFile("x.png", b"no picture")}, "The logo can’t be read"),
    ],
)
def test_an_invalid_template_is_refused_with_a_sentence(
    world: World, changed: dict[str, Any], sentence: str
) -> None:
    response = post_template(world, **changed)
    assert response.status_code == 422 and sentence in response.content.decode()
    with world.scope():
        assert not ReportTemplate.objects.exists()


def test_template_names_are_unique(world: World) -> None:
    assert post_template(world).status_code == 302
    response = post_template(world, "admin")
    assert response.status_code == 422 and "called “Spring” already" in response.content.decode()


def test_a_report_takes_its_sections_from_the_template(world: World) -> None:
    post_template(world)
    client, chosen = world.signed_in("coach"), only_template(world).pk
    page = client.get(f"/progress/?template={chosen}").content.decode()
    assert "How much is known" in client.get("/progress/").content.decode()
    assert '<h2 id="known">' not in page and '<h2 id="scores">' in page


@pytest.mark.parametrize("person", ["rep", "manager", "outsider"])
def test_people_who_do_not_coach_there_can_not_change_templates(
    world: World, person: Person
) -> None:
    post_template(world)
    path = f"{only_template(world).pk}/"
    assert post_template(world, person, path, name="Taken").status_code == 404
    assert only_template(world).name == "Spring"
