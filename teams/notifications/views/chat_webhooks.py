"""Pages where a team's manager adds and removes chat webhooks."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import hook_or_404, managed_team_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.models import Hook
from teams.notifications.chat_webhooks import add_hook, hooks_of, remove_hook
from teams.notifications.webhook_client import MAX_URL_LENGTH, allowed_hosts


class HookForm(forms.Form):
    """A chat's name, kind and webhook URL; the URL is not shown again."""

    name = forms.CharField(max_length=80, label="Name, such as #sales-north")
    kind = forms.ChoiceField(choices=Hook.Kind.choices, label="Chat")
    url = forms.CharField(
        max_length=MAX_URL_LENGTH,
        label="Address of its webhook",
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def chat_webhooks(request: ViewerRequest, pk: int) -> HttpResponse:
    """The team's webhooks, and a form to add one."""
    viewer = request.viewer
    team = managed_team_or_404(viewer, pk)
    form = HookForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        try:
            hook = add_hook(team=team, by=viewer.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{hook} is there. Choose what goes into it.")
            return redirect("subscriptions")
    context = {
        "team": team,
        "form": form,
        "hooks": hooks_of([team]).get(team.pk, []),
        "hosts": allowed_hosts(),
    }
    return render(
        request,
        "teams/notifications/chat_webhooks.html",
        context,
        status=422 if form.errors else 200,
    )


@viewer_required
@require_POST
def chat_webhook_remove(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a webhook."""
    viewer = request.viewer
    hook = hook_or_404(viewer, pk)
    team = hook.team_id
    remove_hook(hook=hook, by=viewer.user)
    messages.success(request, f"Nothing goes into {hook} any more.")
    return redirect("chat_webhooks", team)
