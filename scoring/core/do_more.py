"""Effects of doing more or less of an own action a week on the course, with its consequences.

- A flow's pace rises by what is done more, at most to five times the day's cap; doing less lowers
  it, at most to 0.
- One more own action a week adds (5 - p)/5 to the pace p of active days; doing less removes active
  days in proportion.
- An invitation brings acceptances, new connections and connections at the rep's own smoothed rate
  q = (K + 10·prior)/(N + 10), or at its prior while acceptance does not count yet. At that rate the
  share of accepted invitations does not change. InMails bring replies likewise.

So a prediction never falls for doing more.
"""

import numpy as np

from scoring.core.course import NEW_CONNECTIONS, Course
from scoring.core.layout import Floats, Layout
from scoring.core.points import counting_signals, rate_shares

WORKING_WEEK = 5  # days of the cap, and active days that can be had
INVITATIONS, ACCEPTANCE = "invitations_sent", "invitation_acceptance"
WEEKLY_LIMITS = {INVITATIONS: 100, "inmails_sent": 12}  # what LinkedIn lets people send


def own_actions(layout: Layout) -> tuple[str, ...]:
    """Names of the O own actions, in the order of `usual_actions` and `do_more`."""
    return tuple(layout.inputs[at] for at in layout.own_inputs)


def usual_actions(course: Course) -> Floats:
    """(n, O) how often each own action is done a week."""
    layout = course.layout
    usual = np.zeros((len(course.pace), len(layout.own_inputs)))
    for at, place in enumerate(layout.own_inputs.tolist()):
        flow, trial = layout.flow_inputs == place, layout.trials == place
        if flow.any():
            usual[:, at] = course.pace[:, :-1][:, flow][:, 0]
        elif trial.any():
            usual[:, at] = course.trials[:, trial][:, 0]
    return usual


def most_actions(layout: Layout) -> Floats:
    """(O,) how often each own action counts in a week, or may be done at all."""
    caps = dict(zip(layout.flow_inputs.tolist(), layout.caps.tolist(), strict=True))
    return np.array(
        [
            WEEKLY_LIMITS.get(name, WORKING_WEEK * caps.get(place, np.inf))
            for name, place in zip(own_actions(layout), layout.own_inputs.tolist(), strict=True)
        ]
    )


def do_more(course: Course, more: Floats) -> Course:
    """The course with (m, O) more of each own action a week, negative for less.

    m is n, or any number where the course is of one rep.
    """
    layout, usual = course.layout, usual_actions(course)
    more = np.maximum(more, -usual)
    extra = np.zeros((len(more), len(layout.flow_at)))
    for at, place in enumerate(layout.own_inputs.tolist()):
        extra[:, :-1][:, layout.flow_inputs == place] = more[:, [at]]
    extra[:, -1] = _more_active_days(course.pace[:, -1], usual, more)
    accepted = _accepted(course, more)
    names = [layout.names[at] for at in layout.flow_at]
    if NEW_CONNECTIONS in names:
        extra[:, names.index(NEW_CONNECTIONS)] += accepted
    most = WORKING_WEEK * np.append(layout.caps, 1.0)
    pace = np.clip(course.pace + extra, 0.0, np.maximum(most, course.pace))
    return course.varied(pace, np.maximum(course.growth + accepted, 0.0))


def _more_active_days(active: Floats, usual: Floats, more: Floats) -> Floats:
    """(m,) change in the active days a week."""
    added = np.maximum(more, 0).sum(axis=1)
    dropped = np.maximum(-more, 0).sum(axis=1)
    done = usual.sum(axis=1)
    kept = active * (1 - np.divide(dropped, done, out=np.zeros_like(dropped), where=done > 0))
    room = np.maximum(WORKING_WEEK - kept, 0.0)
    change: Floats = kept + room * (1 - (1 - 1 / WORKING_WEEK) ** added) - active
    return change


def _accepted(course: Course, more: Floats) -> Floats:
    """(m,) how many more invitations a week are accepted."""
    own = own_actions(course.layout)
    if INVITATIONS not in own or ACCEPTANCE not in course.layout.names:
        return np.zeros(len(more))
    accepted: Floats = more[:, own.index(INVITATIONS)] * acceptance(course)
    return accepted


def acceptance(course: Course) -> Floats:
    """(n,) smoothed share of invitations accepted; its prior while it does not count yet."""
    layout = course.layout
    signal = layout.names.index(ACCEPTANCE)
    at = layout.rate_at.tolist().index(signal)
    counts = counting_signals(layout, course.state)[:, signal]
    return np.where(counts, rate_shares(layout, course.state)[:, at], layout.rate_prior[at])
