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
from scoring.reports.views import files, report, schedules, share_links, templates
from scoring.reps.views import as_others_see, rep
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
    path("first-steps/end/", leaderboard.onboarding_end, name="onboarding_end"),
    path("teams/", leaderboard.teams, name="teams"),
    path("teams/<int:pk>/", leaderboard.team_leaderboard, name="team_leaderboard"),
    path("teams/<int:pk>/csv/", leaderboard.team_leaderboard_csv, name="team_leaderboard_csv"),
    path("trends/", trends.first_trends, name="first_trends"),
    path("trends/compare/", comparison.comparison_page, name="comparison"),
    path("trends/<int:pk>/", trends.trends, name="trends"),
    path("trends/<int:pk>/csv/", trends.trends_csv, name="trends_csv"),
    path("trends/<int:pk>/svg/", trends.trends_svg, name="trends_svg"),
    path("reps/<int:pk>/svg/", rep.rep_svg, name="rep_svg"),
    path("trends/<int:pk>/notes/", notes.add, name="add_note"),
    path("trends/notes/<int:pk>/", notes.change, name="change_note"),
    path("trends/notes/<int:pk>/delete/", notes.delete, name="delete_note"),
    path("teams/<int:pk>/feed/", team_news.team_news, name="team_news"),
    path("goals/teams/<int:pk>/", goals.team_goals, name="team_goals"),
    path("leaderboard/", leaderboard.organization_leaderboard, name="organization_leaderboard"),
    path(
        "leaderboard/csv/",
        leaderboard.organization_leaderboard_csv,
        name="organization_leaderboard_csv",
    ),
    path("leaderboard/changed/", leaderboard.leaderboard_changed, name="leaderboard_changed"),
    path("teams/<int:pk>/tv/", tv.team_tv, name="team_tv"),
    path("tv/", tv.tv, name="tv"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", leaderboard.group_leaderboard, name="group_leaderboard"),
    path("groups/<int:pk>/csv/", leaderboard.group_leaderboard_csv, name="group_leaderboard_csv"),
    path("groups/<int:pk>/delete/", groups.delete, name="group_delete"),
    path("goals/reps/<int:pk>/", goals.rep_goals, name="rep_goals"),
    path("reps/<int:pk>/", rep.rep, name="rep"),
    path("reps/<int:pk>/forecast/", forecast.forecast_page, name="forecast"),
    path("reps/<int:pk>/ahead/", forecast.forecast_section, name="forecast_section"),
    path("reps/<int:pk>/next/", next_actions.next_actions, name="next_actions"),
    path("reps/<int:pk>/next/answer/", next_actions.next_action_answer, name="next_action_answer"),
    path("reps/<int:pk>/plan/", goal_plan.goal_plan, name="goal_plan"),
    path("reps/<int:pk>/plan/end/", goal_plan.goal_plan_end, name="goal_plan_end"),
    path("reps/<int:pk>/what-if/", what_if.what_if_page, name="what_if"),
    path("teams/<int:pk>/what-if/", what_if.team_what_if_page, name="team_what_if"),
    path("playbook/", playbook.playbook_page, name="playbook"),
    path("reps/<int:pk>/why/", why.breakdown, name="breakdown"),
    path("reps/<int:pk>/why/changed/", why.change, name="change"),
    path("me/others/", as_others_see.as_others_see, name="as_others_see"),
    path("me/week/", my_week.my_week, name="my_week"),
    path("me/week/targets/", my_week.my_targets, name="my_targets"),
    path("me/week/reminder/", my_week.my_reminder, name="my_reminder"),
    path("me/year/", year_calendar.year_calendar, name="year_calendar"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/export/", my_data.my_export, name="my_export"),
    path("settings/people/reps/<int:pk>/erase/", erase.erase_rep, name="erase_rep"),
    path("settings/people/reps/<int:pk>/merge/", merge.merge_rep, name="merge_rep"),
    path("log/", log.log, name="log"),
    path("log/<day:day>/", log.log, name="log_day"),
    path("log/undo/", undo.undo, name="undo"),
    path("log/fortnight/", last_two_weeks.last_two_weeks_page, name="last_two_weeks"),
    path("log/leave/", days_off.days_off, name="days_off"),
    path("log/week/", weekly_card.weekly_card_form, name="weekly_card"),
    path("log/week/<day:day>/", weekly_card.weekly_card_form, name="weekly_card_day"),
    path("reading/", readings.reading, name="reading"),
    path("reading/ask/", requests.ask, name="ask_for_readings"),
    path("reading/history/", readings.reading_history, name="reading_history"),
    path("reading/history/restore/", readings.restore, name="restore_reading"),
    path("reading/history/<day:day>/withdraw/", readings.withdraw, name="withdraw_reading"),
    path("model/calibration/", calibration.calibration, name="calibration"),
    path("model/calibration/propose/", calibration.propose_calibrated, name="propose_calibrated"),
    path("model/monthly/", versions.monthly_calibration, name="monthly_calibration"),
    path("model/quality/", accuracy.accuracy_page, name="accuracy"),
    path("shares/", share_links.share_links, name="share_links"),
    path("shares/<int:pk>/withdraw/", share_links.withdraw, name="share_link_withdraw"),
    path("shared/<str:key>/", share_links.shared_report_page, name="shared_report"),
    path("programmes/<int:pk>/effect/", effect.effect, name="effect"),
    path("progress/", report.report, name="report"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.edit, name="programme_edit"),
    path("programmes/<int:pk>/members/", programmes.members, name="programme_members"),
    path("programmes/<int:pk>/sessions/", programmes.add_session, name="programme_session"),
    path("programmes/<int:pk>/delete/", programmes.delete, name="programme_delete"),
    path("cohort/", cohort.cohort_page, name="cohort"),
    path("reps/<int:pk>/coaching/", sessions.sessions_page, name="sessions"),
    path("coaching/reps/<int:pk>/sessions/", sessions.add_session, name="session_add"),
    path("coaching/reps/<int:pk>/items/", sessions.add_item, name="item_add"),
    path("coaching/sessions/<int:pk>/remove/", sessions.remove_session, name="session_remove"),
    path("coaching/sessions/<int:pk>/notes/", sessions.add_note, name="session_note"),
    path("coaching/notes/<int:pk>/remove/", sessions.remove_note, name="session_note_remove"),
    path("coaching/items/<int:pk>/done/", sessions.tick_item, name="item_tick"),
    path("coaching/items/<int:pk>/drop/", sessions.drop_item, name="item_drop"),
    path("progress/begin/", files.report_request, name="report_request"),
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
        name="report_template_delete",
    ),
    path("model/", versions.model, name="model"),
    path("model/versions/new/", versions.new_version, name="new_version"),
    path("model/versions/<str:identifier>/", versions.version, name="model_version"),
    path("model/versions/<str:identifier>/adopt/", versions.adopt_version, name="adopt_version"),
    path("model/adoptions/<day:day>/withdraw/", versions.withdraw_version, name="withdraw_version"),
    path("jobs/", jobs.jobs_page, name="jobs"),
    path("jobs/progress/", jobs.progress, name="jobs_progress"),
    path("jobs/retry/", jobs.retry, name="jobs_retry"),
]
