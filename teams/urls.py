"""URLs of imports, settings, people, subscriptions and invitations."""

from django.urls import path

from teams.accounts.views import account
from teams.audit import views as audit
from teams.imports.views import answers, imports, rules
from teams.notifications.unsubscribe import PLACES
from teams.notifications.views import chat_webhooks, subscriptions, unsubscribe
from teams.people.views import accept_invitation, invitations, organization, people, privacy, teams
from teams.web import theme

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/templates/<str:name>/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_page, name="import"),
    path("imports/<int:pk>/part/", imports.import_part, name="import_part"),
    path("imports/<int:pk>/answer/", answers.import_answer, name="import_answer"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("theme/", theme.theme, name="theme"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("organizations/<int:pk>/", account.switch_organization, name="switch_organization"),
    path("settings/", organization.settings_organization, name="settings_organization"),
    path(
        "settings/working-days/", organization.settings_working_days, name="settings_working_days"
    ),
    path("settings/teams/", teams.settings_teams, name="settings_teams"),
    path("settings/teams/seats/", teams.settings_seats, name="settings_seats"),
    path("settings/teams/<int:pk>/", teams.settings_team, name="settings_team"),
    path("settings/teams/<int:pk>/seats/", teams.settings_seats, name="settings_team_seats"),
    path(
        "settings/teams/<int:pk>/delete/", teams.settings_team_delete, name="settings_team_delete"
    ),
    path("settings/privacy/", privacy.settings_privacy, name="settings_privacy"),
    path("settings/imports/", rules.settings_imports, name="settings_imports"),
    path("settings/imports/forget/", rules.settings_imports_forget, name="settings_imports_forget"),
    path("settings/audit/", audit.settings_audit, name="settings_audit"),
    path("settings/audit/csv/", audit.settings_audit_csv, name="settings_audit_csv"),
    path("watching/teams/<int:pk>/chats/", chat_webhooks.chat_webhooks, name="chat_webhooks"),
    path(
        "watching/chats/<int:pk>/remove/",
        chat_webhooks.chat_webhook_remove,
        name="chat_webhook_remove",
    ),
    path("watching/", subscriptions.subscriptions, name="subscriptions"),
    path("watching/digest/", subscriptions.my_digest, name="my_digest"),
    path("watching/alerts/", subscriptions.my_alerts, name="my_alerts"),
    *(
        path(f"{place}/stop/<str:token>/", unsubscribe.unsubscribe, {"place": place}, "unsubscribe")
        for place in sorted(set(PLACES.values()))
    ),
    path("invitations/<str:key>/", accept_invitation.accept_invitation, name="accept_invitation"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", invitations.invite, name="invite"),
    path("settings/people/invite/many/", invitations.invite_many, name="invite_many"),
    path("settings/people/users/<int:pk>/", people.person, name="person"),
    path("settings/people/users/<int:pk>/roles/", people.role_give, name="role_give"),
    path(
        "settings/people/users/<int:pk>/deactivate/",
        people.person_deactivate,
        name="person_deactivate",
    ),
    path("settings/people/reps/<int:pk>/", people.person_rep, name="person_rep"),
    path("settings/people/reps/<int:pk>/team/", people.rep_seat, name="rep_seat"),
    path("settings/people/reps/<int:pk>/deactivate/", people.rep_deactivate, name="rep_deactivate"),
    path("settings/people/roles/<int:pk>/end/", people.role_end, name="role_end"),
    path(
        "settings/people/invitations/<int:pk>/again/",
        invitations.invitation_again,
        name="invitation_again",
    ),
    path(
        "settings/people/invitations/<int:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
]
