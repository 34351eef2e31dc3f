"""Style guide: every component in every state; only with DEBUG (ssi_project/urls.py)."""

from math import sin

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

BARS = (
    ("Nothing yet", (0.0, 0.0, 0.0, 0.0)),
    ("A beginner", (6.2, 2.1, 0.4, 8.0)),
    ("Just below good", (19.5, 15.2, 14.8, 19.9)),
    ("Good", (22.0, 16.3, 16.4, 20.1)),
    ("Everything", (25.0, 25.0, 25.0, 25.0)),
)
LINES = (
    ("Rising", tuple(50 + at / 6 for at in range(30))),
    ("Falling", tuple(50 - at / 5 for at in range(30))),
    ("With a gap", tuple(None if 9 < at < 16 else 50 + sin(at) for at in range(30))),
    ("Not known", (None,) * 30),
)
CHANGES = ((3.9, "more comments"), (-2.1, "fewer posts"), (0.0, ""), (None, ""))
MOVES = (2, -1, 0, None)


class SampleForm(forms.Form):
    """A form field of each kind, for showing labels, help texts and errors."""

    name = forms.CharField(help_text="As colleagues call you.", initial="Edda Amsel")
    team = forms.ChoiceField(choices=[("north", "Team North"), ("south", "Team South")])
    email = forms.EmailField()
    note = forms.CharField(widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Write to me on Mondays", required=False)
    file = forms.FileField(required=False)
    gone = forms.CharField(label="Not to be changed", disabled=True, initial="demo")


def _themed_form(theme: str) -> tuple[str, SampleForm]:
    """A theme's name and its form; ids carry the theme because they must be unique on the page."""
    sent = {"name": "Edda Amsel", "team": "north", "email": "edda"}
    return theme, SampleForm(sent, auto_id=f"{theme}-%s", label_suffix="")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components, in light and then in dark."""
    context = {
        "sides": [_themed_form("light"), _themed_form("dark")],
        "bars": BARS,
        "ringed": BARS[3],
        "lines": LINES,
        "changes": CHANGES,
        "moves": MOVES,
    }
    return render(request, "styleguide/page.html", context)
