"""One line a route: who may, and what it answers. A route without one fails the build.

The words are explained in answers.py (`page`, `form`, `action`; `admin_page`, `admin_form`,
`admin_action`; `account_page`, `account_form`, `entrance` for allauth's; `api`, `session_api`;
`anyone`), the people in actors.py. `of` says whose id stands in the address (the kinds are in
stage.py), `fill` what else does. Forms are sent empty, or with what `send` says. A rule's order is
that of the decorators: who is signed in, then (of an admin's page) who is an admin, then the
method, then the object.
"""

from tests.matrix.actors import (
    ADMINS,
    COACHES,
    LOOKS_AFTER,
    OPENS_THE_REP,
    OTHER_ADMIN,
    OVERSEERS,
    PEOPLE,
    READS_THE_BOARD,
    REP,
    REPS,
    RUNS_THE_TEAM,
    TOOK_IN,
    WRITES_FACTS,
)
from tests.matrix.answers import (
    Rule,
    account_form,
    account_page,
    account_sends,
    action,
    admin_action,
    admin_form,
    admin_page,
    anyhow,
    anyone,
    api,
    entrance,
    form,
    page,
    session_api,
)

PAGES: dict[str, Rule] = {
    "": page(PEOPLE, get=302),
    "clients/": page(COACHES),
    "teams/": page(PEOPLE),
    "teams/<int:pk>/": page(READS_THE_BOARD, of="team"),
    "teams/<int:pk>/csv/": page(READS_THE_BOARD, of="team"),
    "teams/<int:pk>/feed/": page(LOOKS_AFTER, of="team"),
    "reps/<int:pk>/": page(OPENS_THE_REP, of="rep"),
    "log/": form(REPS, post=302),
    "log/<day:day>/": form(REPS, post=302),
    "log/undo/": action(REPS),
    "log/fortnight/": form(REPS, post=302),
    "log/leave/": form(REPS),
    "log/week/": form(REPS),
    "log/week/<day:day>/": form(REPS),
    "reading/": form(REPS),
    "reading/history/": page(REPS),
    "reading/history/restore/": action(REPS),
    "reading/history/<day:day>/withdraw/": action(REPS, fill={"day": "2026-03-03"}),
    "progress/": page(COACHES | ADMINS),
    "jobs/": page(ADMINS),
    "jobs/progress/": page(ADMINS),
    "jobs/retry/": action(ADMINS),
    "imports/": form(REPS | ADMINS),
    "imports/templates/<str:name>/": page(REPS | ADMINS, fill={"name": "activity.csv"}),
    "imports/<int:pk>/": page(TOOK_IN, of="import"),
    "imports/<int:pk>/part/": action(TOOK_IN, post=409, of="import"),
    "imports/<int:pk>/answer/": form(TOOK_IN, get=302, post=302, of="import"),
    "imports/<int:pk>/apply/": action(TOOK_IN, of="import"),
    "imports/<int:pk>/undo/": action(TOOK_IN, of="import"),
    "imports/<int:pk>/discard/": action(TOOK_IN, of="import"),
    "me/data/": page(PEOPLE),
    "me/data/export/": action(PEOPLE, post=200),
}

ME: dict[str, Rule] = {
    "me/others/": form(REPS, post=302),
    "me/week/": page(REPS),
    "me/week/targets/": action(REPS),
    "me/week/reminder/": action(REPS),
    "me/year/": page(REPS),
    "privacy/": page(PEOPLE),
    "watching/teams/<int:pk>/chats/": form(RUNS_THE_TEAM, of="team"),
    "watching/chats/<int:pk>/remove/": action(RUNS_THE_TEAM, of="hook"),
    "watching/": page(OVERSEERS),
    "watching/digest/": action(OVERSEERS),
    "watching/alerts/": action(OVERSEERS),
    "organizations/<int:pk>/": action(PEOPLE - {OTHER_ADMIN}, of="organization"),
}

SETTINGS: dict[str, Rule] = {
    "first-steps/end/": admin_action(),
    "settings/": admin_form(),
    "settings/working-days/": admin_action(post=422),
    "settings/teams/": admin_form(),
    "settings/teams/seats/": admin_action(post=422),
    "settings/teams/<int:pk>/": admin_form(of="team"),
    "settings/teams/<int:pk>/seats/": admin_action(post=422, of="team"),
    "settings/teams/<int:pk>/delete/": admin_action(post=422, of="team"),
    "settings/privacy/": admin_form(),
    "settings/imports/": admin_form(post=302),
    "settings/imports/forget/": admin_action(),
    "settings/audit/": admin_page(),
    "settings/audit/csv/": admin_page(),
    "settings/people/": admin_page(),
    "settings/people/invite/": admin_form(),
    "settings/people/invite/many/": admin_form(),
    "settings/people/invitations/<int:pk>/again/": admin_action(of="invitation"),
    "settings/people/invitations/<int:pk>/withdraw/": admin_action(of="invitation"),
    "settings/people/users/<int:pk>/": admin_page(of="user"),
    "settings/people/users/<int:pk>/roles/": admin_action(post=422, of="user"),
    "settings/people/users/<int:pk>/deactivate/": admin_action(of="user"),
    "settings/people/roles/<int:pk>/end/": admin_action(of="role"),
    "settings/people/reps/<int:pk>/": admin_form(of="rep"),
    "settings/people/reps/<int:pk>/team/": admin_action(post=422, of="rep"),
    "settings/people/reps/<int:pk>/deactivate/": admin_action(of="rep"),
    "settings/people/reps/<int:pk>/erase/": admin_form(of="rep"),
    "settings/people/reps/<int:pk>/merge/": admin_form(of="rep"),
}

API: dict[str, Rule] = {
    "api/v1/reps/": api(PEOPLE),
    "api/v1/reps/<int:pk>/": api(OPENS_THE_REP, of="rep"),
    "api/v1/reps/<int:pk>/days/": api(frozenset({REP}), post=400, writers=WRITES_FACTS, of="rep"),
    "api/v1/reps/<int:pk>/readings/": api(OPENS_THE_REP, post=400, writers=WRITES_FACTS, of="rep"),
    "api/v1/reps/<int:pk>/snapshots/": api(OPENS_THE_REP, of="rep"),
    "api/v1/days/": api(PEOPLE, get=None, post=400),
    "api/v1/teams/": api(PEOPLE),
    "api/v1/teams/<int:pk>/leaderboard/": api(READS_THE_BOARD, of="team"),
    "api/v1/tokens/": session_api(PEOPLE, post=201, delete=204),
    "api/schema/": anyone(get=200, options=200),
}

ACCOUNTS: dict[str, Rule] = {
    "accounts/": page(PEOPLE),
    "accounts/sessions/": form(PEOPLE, post=302),
    "accounts/sessions/<int:pk>/end/": action(frozenset({REP}), of="session"),
    "accounts/tokens/": form(PEOPLE, post=422),
    "accounts/tokens/<slug:key>/withdraw/": action(frozenset({REP}), of="token"),
    "accounts/password/change/": account_form(),
    "accounts/password/set/": account_sends(),
    "accounts/reauthenticate/": account_form(),
    "accounts/passkeys/": account_page(),
    "accounts/passkeys/add/": account_sends(),
    "accounts/passkeys/<int:pk>/edit/": account_sends(fill={"pk": "1"}),
    "accounts/passkeys/<int:pk>/remove/": account_sends(fill={"pk": "1"}),
    "accounts/passkeys/login/": entrance(get=302, post=302),
    "accounts/passkeys/reauthenticate/": account_sends(),
    "accounts/two-step/": account_page(),
    "accounts/two-step/authenticate/": anyone(**anyhow(302)),
    "accounts/two-step/reauthenticate/": account_sends(),
    "accounts/two-step/app/activate/": account_sends(),
    "accounts/two-step/app/deactivate/": account_sends(404),  # nobody here has it switched on
    "accounts/two-step/codes/": account_page(get=404),
    "accounts/two-step/codes/download/": account_sends(404),  # nobody here has it switched on
    "accounts/two-step/codes/generate/": account_sends(),
    "accounts/login/": entrance(),
    "accounts/logout/": anyone(get=302, post=302, options=200, but={"GET": (PEOPLE, 200)}),
    "accounts/inactive/": anyone(get=200, options=200),
    "accounts/signup/": entrance(**anyhow(200)),
    "accounts/password/reset/": anyone(get=200, post=200, put=200, options=200),
    "accounts/password/reset/done/": anyone(get=200, options=200),
    "accounts/password/reset/key/<uidb36>-<key>/": anyone(**anyhow(200)),
    "accounts/password/reset/key/done/": anyone(get=200, options=200),
}

ANYBODY: dict[str, Rule] = {
    "invitations/<str:key>/": anyone(get=404, post=404),  # of a key that nobody was sent
    "reminders/stop/<str:token>/": anyone(get=404, post=404),  # of a token that nobody was sent
    "watching/stop/<str:token>/": anyone(get=404, post=404),  # the same
    "healthz": anyone(get=200),
    "readyz": anyone(get=200),
    "healthz/jobs": anyone(get=503),  # nobody ticks here
    "metrics": anyone(get=200),
    "theme/": anyone(post=302),
}

RULES: dict[str, Rule] = PAGES | ME | SETTINGS | API | ACCOUNTS | ANYBODY
