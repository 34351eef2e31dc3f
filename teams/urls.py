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
    path("imports/templates/<str:name>/", imports.table, name="import_template"),
    path("imports/<int:pk>/", imports.show, name="import"),
    path("imports/<int:pk>/part/", imports.part, name="import_part"),
    path("imports/<int:pk>/answer/", answers.answer, name="import_answer"),
    path("imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("theme/", theme.theme, name="theme"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("organizations/<int:pk>/", account.switch, name="switch_organization"),
    path("settings/", organization.organization, name="settings_organization"),
    path("settings/working-days/", organization.working_days, name="settings_working_days"),
    path("settings/teams/", teams.teams, name="settings_teams"),
    path("settings/teams/seats/", teams.move, name="settings_seats"),
    path("settings/teams/<int:pk>/", teams.team, name="settings_team"),
    path("settings/teams/<int:pk>/seats/", teams.move, name="settings_team_seats"),
    path("settings/teams/<int:pk>/delete/", teams.delete, name="settings_team_delete"),
    path("settings/privacy/", privacy.privacy_settings, name="settings_privacy"),
    path("settings/imports/", rules.import_rules, name="settings_imports"),
    path("settings/imports/forget/", rules.forget, name="settings_imports_forget"),
    path("settings/audit/", audit.audit, name="settings_audit"),
    path("settings/audit/csv/", audit.audit_csv, name="settings_audit_csv"),
    path("watching/teams/<int:pk>/chats/", chat_webhooks.chat_webhooks, name="chat_webhooks"),
    path("watching/chats/<int:pk>/remove/", chat_webhooks.remove, name="chat_webhook_remove"),
    path("watching/", subscriptions.subscriptions, name="subscriptions"),
    path("watching/digest/", subscriptions.my_digest, name="my_digest"),
    path("watching/alerts/", subscriptions.my_alerts, name="my_alerts"),
    *(
        path(f"{place}/stop/<str:token>/", unsubscribe.unsubscribe, {"place": place}, "unsubscribe")
        for place in sorted(set(PLACES.values()))
    ),
    path("invitations/<str:key>/", accept_invitation.accept_invitation, name="accept_invitation"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", invitations.one, name="invite"),
    path("settings/people/invite/many/", invitations.many, name="invite_many"),
    path("settings/people/users/<int:pk>/", people.user, name="person"),
    path("settings/people/users/<int:pk>/roles/", people.give, name="role_give"),
    path(
        "settings/people/users/<int:pk>/deactivate/",
        people.deactivate_user,
        name="person_deactivate",
    ),
    path("settings/people/reps/<int:pk>/", people.rep, name="person_rep"),
    path("settings/people/reps/<int:pk>/team/", people.seat, name="rep_seat"),
    path("settings/people/reps/<int:pk>/deactivate/", people.deactivate_rep, name="rep_deactivate"),
    path("settings/people/roles/<int:pk>/end/", people.end, name="role_end"),
    path("settings/people/invitations/<int:pk>/again/", invitations.again, name="invitation_again"),
    path(
        "settings/people/invitations/<int:pk>/withdraw/",
        invitations.withdraw,
        name="invitation_withdraw",
    ),
]
