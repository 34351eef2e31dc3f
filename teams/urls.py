"""Pages about people and organisations."""

from django.urls import path

from teams.views import (
    acceptance,
    audit,
    invitations,
    organization,
    people,
    privacy,
    reminders,
    switching,
    teams,
    theme,
)

urlpatterns = [
    path("theme/", theme.theme, name="theme"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("organizations/<int:pk>/", switching.switch, name="switch_organization"),
    path("settings/", organization.organization, name="settings_organization"),
    path("settings/working-days/", organization.working_days, name="settings_working_days"),
    path("settings/teams/", teams.teams, name="settings_teams"),
    path("settings/teams/seats/", teams.move, name="settings_seats"),
    path("settings/teams/<int:pk>/", teams.team, name="settings_team"),
    path("settings/teams/<int:pk>/seats/", teams.move, name="settings_team_seats"),
    path("settings/teams/<int:pk>/delete/", teams.delete, name="settings_team_delete"),
    path("settings/privacy/", privacy.privacy_settings, name="settings_privacy"),
    path("settings/audit/", audit.audit, name="settings_audit"),
    path("settings/audit/csv/", audit.audit_csv, name="settings_audit_csv"),
    path("reminders/stop/<str:token>/", reminders.stop, name="stop_reminders"),
    path("invitations/<str:key>/", acceptance.invitation, name="invitation"),
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
