"""Playbook: tips for each signal; everyone with a role reads them, coaches and admins edit."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.guide.playbook import Playbook, PlaybookPage, playbook
from teams.access.getters import Denied, viewer_required
from teams.access.requests import ViewerRequest
from teams.base.formatting import count_words
from teams.planning.playbook import (
    LEAST_MINUTES,
    MAX_TIP_LENGTH,
    MOST_MINUTES,
    OwnTip,
    save_playbook,
)

INVALID_MINUTES = f"Minutes are a whole number from {LEAST_MINUTES} to {MOST_MINUTES}, or nothing."


class PlaybookForm(forms.Form):
    """A tip for each signal, and minutes for each recommended action."""

    def __init__(self, data: object, book: Playbook) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        for page in book.pages.values():
            self._add(page)

    def _add(self, page: PlaybookPage) -> None:
        self.fields[f"text_{page.signal}"] = forms.CharField(
            required=False,
            max_length=MAX_TIP_LENGTH,
            label=f"Your own words: {page.name}",
            initial=page.own.text,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        if page.built_in_minutes is not None:
            self.fields[f"minutes_{page.signal}"] = forms.IntegerField(
                required=False,
                min_value=LEAST_MINUTES,
                max_value=MOST_MINUTES,
                label=f"Minutes it takes once: {page.name}",
                initial=page.own.minutes,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), INVALID_MINUTES
                ),
                widget=forms.NumberInput(attrs={"placeholder": page.built_in_minutes}),
            )

    def tips(self, book: Playbook) -> dict[str, OwnTip]:
        """The organisation's own tip for each signal."""
        values = self.cleaned_data
        return {
            name: OwnTip(values[f"text_{name}"], values.get(f"minutes_{name}"))
            for name in book.pages
        }


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_page(request: ViewerRequest) -> HttpResponse:
    """The tip for each signal, with an edit form for coaches."""
    viewer = request.viewer
    book = playbook(viewer.organization)
    if request.method != "POST":
        return _page(request, book, PlaybookForm(None, book))
    if not viewer.is_coach:
        raise Denied
    form = PlaybookForm(request.POST, book)
    if not form.is_valid():
        return _page(request, book, form)
    changed = save_playbook(
        organization=viewer.organization,
        tips=form.tips(book),
        by=viewer.user,
        today=viewer.organization.today(),
    )
    messages.success(request, f"Saved: {count_words(changed, 'tip')} changed.")
    return redirect("playbook")


def _page(request: ViewerRequest, book: Playbook, form: PlaybookForm) -> HttpResponse:
    parts = [
        (pillar, name, [(page, *_fields(form, page)) for page in pages])
        for pillar, name, pages in book.by_pillar()
    ]
    context = {"parts": parts, "form": form, "can_edit": request.viewer.is_coach}
    return render(
        request, "scoring/guide/playbook.html", context, status=422 if form.errors else 200
    )


def _fields(
    form: PlaybookForm, page: PlaybookPage
) -> tuple[forms.BoundField, forms.BoundField | None]:
    minutes = f"minutes_{page.signal}"
    return form[f"text_{page.signal}"], form[minutes] if minutes in form.fields else None
