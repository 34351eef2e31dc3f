"""The pages."""

from datetime import date

from django.urls import path, register_converter

from scoring.views import (
    asking,
    boards,
    calibration,
    clients,
    comparing,
    diary,
    erasing,
    feed,
    first_steps,
    forecasts,
    fortnight,
    goals,
    groups,
    home,
    jobs,
    leave,
    live,
    merging,
    next_actions,
    notes,
    others,
    own_data,
    plans,
    playbook,
    progress,
    quality,
    readings,
    reps,
    trends,
    tv,
    undoing,
    versions,
    week,
    weekly,
    what_if,
    why,
    year,
)


class DayConverter:
    """A local day as YYYY-MM-DD."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.clients, name="clients"),
    path("first-steps/end/", first_steps.end, name="first_steps_end"),
    path("teams/", boards.teams, name="teams"),
    path("teams/<int:pk>/", boards.team_board, name="leaderboard"),
    path("teams/<int:pk>/csv/", boards.team_csv, name="leaderboard_csv"),
    path("trends/", trends.first_trends, name="first_trends"),
    path("trends/compare/", comparing.compare, name="compare"),
    path("trends/<int:pk>/", trends.trends, name="trends"),
    path("trends/<int:pk>/csv/", trends.trends_csv, name="trends_csv"),
    path("trends/<int:pk>/svg/", trends.trends_svg, name="trends_svg"),
    path("reps/<int:pk>/svg/", reps.rep_svg, name="rep_svg"),
    path("trends/<int:pk>/notes/", notes.add, name="add_note"),
    path("trends/notes/<int:pk>/", notes.change, name="change_note"),
    path("trends/notes/<int:pk>/delete/", notes.delete, name="delete_note"),
    path("teams/<int:pk>/feed/", feed.team_feed, name="feed"),
    path("goals/teams/<int:pk>/", goals.team_goals, name="team_goals"),
    path("leaderboard/", boards.organization_board, name="organization_board"),
    path("leaderboard/csv/", boards.organization_csv, name="organization_csv"),
    path("leaderboard/changed/", live.changed, name="board_changed"),
    path("teams/<int:pk>/tv/", tv.team_tv, name="team_tv"),
    path("tv/", tv.tv, name="tv"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", boards.group_board, name="group"),
    path("groups/<int:pk>/csv/", boards.group_csv, name="group_csv"),
    path("groups/<int:pk>/delete/", groups.delete, name="group_delete"),
    path("goals/reps/<int:pk>/", goals.rep_goals, name="rep_goals"),
    path("reps/<int:pk>/", reps.rep, name="rep"),
    path("reps/<int:pk>/forecast/", forecasts.rep_forecast, name="rep_forecast"),
    path("reps/<int:pk>/next/", next_actions.next_actions, name="rep_next"),
    path("reps/<int:pk>/next/answer/", next_actions.answer_next, name="rep_answer"),
    path("reps/<int:pk>/plan/", plans.plan_to_goal, name="rep_plan"),
    path("reps/<int:pk>/plan/end/", plans.end_the_plan, name="rep_plan_end"),
    path("reps/<int:pk>/what-if/", what_if.rep_what_if, name="rep_what_if"),
    path("teams/<int:pk>/what-if/", what_if.for_team, name="team_what_if"),
    path("playbook/", playbook.the_playbook, name="playbook"),
    path("reps/<int:pk>/why/", why.why_so, name="why"),
    path("reps/<int:pk>/why/changed/", why.why_changed, name="why_changed"),
    path("me/others/", others.others, name="others"),
    path("me/week/", week.my_week, name="my_week"),
    path("me/week/targets/", week.my_targets, name="my_targets"),
    path("me/week/reminder/", week.my_reminder, name="my_reminder"),
    path("me/year/", year.my_year, name="my_year"),
    path("me/data/", own_data.my_data, name="my_data"),
    path("me/data/export/", own_data.my_export, name="my_export"),
    path("settings/people/reps/<int:pk>/erase/", erasing.erase_rep, name="erase_rep"),
    path("settings/people/reps/<int:pk>/merge/", merging.merge_rep, name="merge_rep"),
    path("log/", diary.log, name="log"),
    path("log/<day:day>/", diary.log, name="log_day"),
    path("log/undo/", undoing.undo, name="undo"),
    path("log/fortnight/", fortnight.last_days, name="fortnight"),
    path("log/leave/", leave.days_off, name="leave"),
    path("log/week/", weekly.week, name="week"),
    path("log/week/<day:day>/", weekly.week, name="week_day"),
    path("reading/", readings.reading, name="reading"),
    path("reading/ask/", asking.ask, name="ask_for_readings"),
    path("reading/history/", readings.readings, name="readings"),
    path("reading/history/restore/", readings.restore, name="restore_reading"),
    path("reading/history/<day:day>/withdraw/", readings.withdraw, name="withdraw_reading"),
    path("model/calibration/", calibration.calibration, name="calibration"),
    path("model/calibration/propose/", calibration.propose_calibrated, name="propose_calibrated"),
    path("model/quality/", quality.estimate_quality, name="estimate_quality"),
    path("progress/", progress.report, name="progress"),
    path("model/", versions.model, name="model"),
    path("model/versions/new/", versions.new_version, name="new_version"),
    path("model/versions/<str:identifier>/", versions.version, name="model_version"),
    path("model/versions/<str:identifier>/adopt/", versions.adopt_version, name="adopt_version"),
    path("model/adoptions/<day:day>/withdraw/", versions.withdraw_version, name="withdraw_version"),
    path("jobs/", jobs.ledger, name="jobs"),
    path("jobs/progress/", jobs.progress, name="jobs_progress"),
    path("jobs/retry/", jobs.retry, name="jobs_retry"),
]
