"""Account page of API tokens."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import viewer_required
from teams.access.requests import ViewerRequest
from teams.accounts.tokens import (
    MOST_TOKEN_DAYS,
    TOKEN_DAYS,
    create_token,
    tokens_of,
    withdraw_token,
)


class TokenForm(forms.Form):
    """Options of a new token."""

    name = forms.CharField(max_length=60, help_text="What the script is called.")
    days = forms.IntegerField(
        min_value=1, max_value=MOST_TOKEN_DAYS, initial=TOKEN_DAYS, label="Good for so many days"
    )
    read_only = forms.BooleanField(required=False, initial=True, label="It only reads")


@viewer_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_tokens(request: ViewerRequest) -> HttpResponse:
    """Lists tokens; a new one is shown once, in the response to the form."""
    viewer = request.viewer
    form, new_token, status = TokenForm(), "", 200
    if request.method == "POST":
        form = TokenForm(request.POST)
        if form.is_valid():
            _, new_token = create_token(viewer=viewer, **form.cleaned_data)
            form = TokenForm()
        else:
            status = 422
    context = {"form": form, "made": new_token, "tokens": tokens_of(viewer)}
    return render(request, "account/tokens.html", context, status=status)


@viewer_required
@require_POST
def account_withdraw_token(request: ViewerRequest, key: str) -> HttpResponse:
    """Withdraws one of the user's tokens."""
    viewer = request.viewer
    withdraw_token(viewer=viewer, key=key)
    return redirect("account_tokens")
