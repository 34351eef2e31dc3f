"""URL patterns of the pages of scoring."""

from datetime import date

from django.urls import path, register_converter

from scoring.boards.views import goals, groups, leaderboard, tv
from scoring.coaching.views import cohort, effect, programmes, sessions
from scoring.diary.views import (
    days_off,
    last_two_weeks,
    log,
    my_week,
    undo,
    weekly_card,
    year_calendar,
)
from scoring.explain import views as why
from scoring.guide.views import forecast, goal_plan, next_actions, playbook, what_if
from scoring.home import views as home
from scoring.jobs import views as jobs
from scoring.notifications import views as team_news
from scoring.privacy.views import erase, merge, my_data
from scoring.readings.views import accuracy, readings, requests
from scoring.reports.views import files, report, schedules, sharing, templates
from scoring.reps.views import as_others_see, page
from scoring.trends.views import comparison, notes, trends
from scoring.versions.views import calibration, versions


class DayConverter:
    """URL converter of a local day as YYYY-MM-DD."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", home.clients, name="clients"),
    path("first-steps/end/", leaderboard.end, name="first_steps_end"),
    path("teams/", leaderboard.teams, name="teams"),
    path("teams/<int:pk>/", leaderboard.team_board, name="leaderboard"),
    path("teams/<int:pk>/csv/", leaderboard.team_csv, name="leaderboard_csv"),
    path("trends/", trends.first_trends, name="first_trends"),
    path("trends/compare/", comparison.compare, name="compare"),
    path("trends/<int:pk>/", trends.trends, name="trends"),
    path("trends/<int:pk>/csv/", trends.trends_csv, name="trends_csv"),
    path("trends/<int:pk>/svg/", trends.trends_svg, name="trends_svg"),
    path("reps/<int:pk>/svg/", page.rep_svg, name="rep_svg"),
    path("trends/<int:pk>/notes/", notes.add, name="add_note"),
    path("trends/notes/<int:pk>/", notes.change, name="change_note"),
    path("trends/notes/<int:pk>/delete/", notes.delete, name="delete_note"),
    path("teams/<int:pk>/feed/", team_news.team_feed, name="feed"),
    path("goals/teams/<int:pk>/", goals.team_goals, name="team_goals"),
    path("leaderboard/", leaderboard.organization_board, name="organization_board"),
    path("leaderboard/csv/", leaderboard.organization_csv, name="organization_csv"),
    path("leaderboard/changed/", leaderboard.changed, name="board_changed"),
    path("teams/<int:pk>/tv/", tv.team_tv, name="team_tv"),
    path("tv/", tv.tv, name="tv"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", leaderboard.group_board, name="group"),
    path("groups/<int:pk>/csv/", leaderboard.group_csv, name="group_csv"),
    path("groups/<int:pk>/delete/", groups.delete, name="group_delete"),
    path("goals/reps/<int:pk>/", goals.rep_goals, name="rep_goals"),
    path("reps/<int:pk>/", page.rep, name="rep"),
    path("reps/<int:pk>/forecast/", forecast.rep_forecast, name="rep_forecast"),
    path("reps/<int:pk>/ahead/", forecast.ahead, name="rep_ahead"),
    path("reps/<int:pk>/next/", next_actions.next_actions, name="rep_next"),
    path("reps/<int:pk>/next/answer/", next_actions.answer_next, name="rep_answer"),
    path("reps/<int:pk>/plan/", goal_plan.plan_to_goal, name="rep_plan"),
    path("reps/<int:pk>/plan/end/", goal_plan.end_the_plan, name="rep_plan_end"),
    path("reps/<int:pk>/what-if/", what_if.rep_what_if, name="rep_what_if"),
    path("teams/<int:pk>/what-if/", what_if.for_team, name="team_what_if"),
    path("playbook/", playbook.the_playbook, name="playbook"),
    path("reps/<int:pk>/why/", why.why_so, name="why"),
    path("reps/<int:pk>/why/changed/", why.why_changed, name="why_changed"),
    path("me/others/", as_others_see.others, name="others"),
    path("me/week/", my_week.my_week, name="my_week"),
    path("me/week/targets/", my_week.my_targets, name="my_targets"),
    path("me/week/reminder/", my_week.my_reminder, name="my_reminder"),
    path("me/year/", year_calendar.my_year, name="my_year"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/export/", my_data.my_export, name="my_export"),
    path("settings/people/reps/<int:pk>/erase/", erase.erase_rep, name="erase_rep"),
    path("settings/people/reps/<int:pk>/merge/", merge.merge_rep, name="merge_rep"),
    path("log/", log.log, name="log"),
    path("log/<day:day>/", log.log, name="log_day"),
    path("log/undo/", undo.undo, name="undo"),
    path("log/fortnight/", last_two_weeks.last_days, name="fortnight"),
    path("log/leave/", days_off.days_off, name="leave"),
    path("log/week/", weekly_card.week, name="week"),
    path("log/week/<day:day>/", weekly_card.week, name="week_day"),
    path("reading/", readings.reading, name="reading"),
    path("reading/ask/", requests.ask, name="ask_for_readings"),
    path("reading/history/", readings.readings, name="readings"),
    path("reading/history/restore/", readings.restore, name="restore_reading"),
    path("reading/history/<day:day>/withdraw/", readings.withdraw, name="withdraw_reading"),
    path("model/calibration/", calibration.calibration, name="calibration"),
    path("model/calibration/propose/", calibration.propose_calibrated, name="propose_calibrated"),
    path("model/quality/", accuracy.estimate_quality, name="estimate_quality"),
    path("shares/", sharing.shares, name="shares"),
    path("shares/<int:pk>/withdraw/", sharing.withdraw, name="withdraw_share"),
    path("shared/<str:key>/", sharing.shared, name="shared"),
    path("programmes/<int:pk>/effect/", effect.effect, name="programme_effect"),
    path("progress/", report.report, name="progress"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.edit, name="programme_edit"),
    path("programmes/<int:pk>/members/", programmes.members, name="programme_members"),
    path("programmes/<int:pk>/sessions/", programmes.add_session, name="programme_session"),
    path("programmes/<int:pk>/delete/", programmes.delete, name="programme_delete"),
    path("cohort/", cohort.the_cohort, name="cohort"),
    path("reps/<int:pk>/coaching/", sessions.rep_coaching, name="rep_coaching"),
    path("coaching/reps/<int:pk>/sessions/", sessions.add_session, name="session_add"),
    path("coaching/reps/<int:pk>/items/", sessions.add_item, name="item_add"),
    path("coaching/sessions/<int:pk>/remove/", sessions.remove_session, name="session_remove"),
    path("coaching/sessions/<int:pk>/notes/", sessions.add_note, name="session_note"),
    path("coaching/notes/<int:pk>/remove/", sessions.remove_note, name="session_note_remove"),
    path("coaching/items/<int:pk>/done/", sessions.tick_item, name="item_tick"),
    path("coaching/items/<int:pk>/drop/", sessions.drop_item, name="item_drop"),
    path("progress/begin/", files.begin_report, name="report_begin"),
    path("progress/files/", files.files, name="report_files"),
    path("progress/files/<int:pk>/", files.download, name="report_download"),
    path("progress/files/<int:pk>/delete/", files.delete, name="report_delete"),
    path("progress/schedules/", schedules.schedules, name="report_schedules"),
    path("progress/schedules/<int:pk>/end/", schedules.end, name="report_schedule_end"),
    path("progress/templates/", templates.report_templates, name="report_templates"),
    path("progress/templates/<int:pk>/", templates.report_templates, name="report_template"),
    path(
        "progress/templates/<int:pk>/delete/",
        templates.delete,
        name="delete_report_template",
    ),
    path("model/", versions.model, name="model"),
    path("model/versions/new/", versions.new_version, name="new_version"),
    path("model/versions/<str:identifier>/", versions.version, name="model_version"),
    path("model/versions/<str:identifier>/adopt/", versions.adopt_version, name="adopt_version"),
    path("model/adoptions/<day:day>/withdraw/", versions.withdraw_version, name="withdraw_version"),
    path("jobs/", jobs.ledger, name="jobs"),
    path("jobs/progress/", jobs.progress, name="jobs_progress"),
    path("jobs/retry/", jobs.retry, name="jobs_retry"),
]
