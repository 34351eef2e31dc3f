"""Calibration: learns a version's gains and variance from an organisation's LinkedIn scores.

Facts of reps with LinkedIn scores are replayed under the version in force, with gains of 1; what is
learned is judged forward in time (scoring.core.calibration). Nothing here names a rep.
"""

from dataclasses import asdict, dataclass, replace
from functools import cached_property

from django.core.cache import caches

from scoring.core.calibration import Errors, Judgement, Learned, judge, learn
from scoring.core.constants import MIN_PAIRS, MIN_REPS
from scoring.core.custom_versions import Parameters, parameters_of
from scoring.core.pairs import NO_GAINS, find_pairs
from scoring.core.version_timeline import VersionTimeline
from scoring.core.versions import Version
from scoring.daily.active_version import cached_timeline
from scoring.readings.replay_readings import replay_readings, select_reps_with_readings
from teams.base.formatting import PILLARS, count_words, whole
from teams.models import Organization, Rep

RESULT_CACHE = caches["remembered"]


@dataclass(frozen=True)
class ErrorRow:
    """Mean absolute errors of the total or a pillar, in points."""

    name: str
    carried: float  # of the last LinkedIn score, carried forward
    plain: float  # with gains of 1
    learned: float  # with the gains that earlier pairs teach
    gain: float | None = None  # the gain that all pairs teach; None for the total
    gain_now: float | None = None  # the gain in force


@dataclass(frozen=True)
class CalibrationResult:
    """What an organisation's pairs of LinkedIn scores teach, and how well that predicts."""

    version: Version  # in force
    judgement: Judgement
    with_readings: int  # reps with a LinkedIn score
    replayed: int  # of these, reps whose days were replayed

    @cached_property
    def learned(self) -> Learned:
        """Gains and variance that all pairs teach."""
        pairs = self.judgement.pairs
        return learn(pairs.official, pairs.modelled, pairs.days)

    @property
    def parameters(self) -> Parameters:
        """The parameters of the version in force, with the learned gains and variance."""
        first, second, third, fourth = self.learned.gains.tolist()
        return replace(
            parameters_of(self.version),
            gains=(first, second, third, fourth),
            variance=float(self.learned.variance),
        )

    @property
    def pairs(self) -> int:
        """Number of pairs of LinkedIn scores."""
        return len(self.judgement.pairs)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough pairs of enough reps to propose anything."""
        return self.judgement.is_enough

    @property
    def rests_on(self) -> str:
        """The sample in words, such as `162 pairs of readings of 24 reps`."""
        reps = count_words(self.judgement.reps, "rep")
        return f"{count_words(self.pairs, 'pair')} of readings of {reps}"

    @property
    def held(self) -> int | None:
        """Percentage of the pairs for which the likely range held; None without pairs."""
        return whole(100 * float(self.judgement.held.mean())) if self.pairs else None

    @property
    def rows(self) -> tuple[ErrorRow, ...]:
        """The total's errors and each pillar's; none without pairs."""
        if not self.pairs:
            return ()
        return (self.total, *(self._pillar(at, name) for at, name in enumerate(PILLARS)))

    @property
    def total(self) -> ErrorRow:
        """The total's errors; there must be pairs."""
        carried, plain, learned = (float(each.totals.mean()) for each in self._errors)
        return ErrorRow("Total", carried, plain, learned)

    def _pillar(self, at: int, name: str) -> ErrorRow:
        carried, plain, learned = (float(each.pillars[:, at].mean()) for each in self._errors)
        gain, gain_now = float(self.learned.gains[at]), self.version.gains[at]
        return ErrorRow(name, carried, plain, learned, gain, gain_now)

    @property
    def _errors(self) -> tuple[Errors, Errors, Errors]:
        return self.judgement.carried, self.judgement.plain, self.judgement.learned

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.is_enough:
            return (
                f"Too little to learn from: {self.rests_on}; it takes {MIN_PAIRS} pairs of "
                f"{MIN_REPS} reps. Nothing is proposed."
            )
        total = self.total
        closest = min((total.carried, "the last reading was"), (total.plain, "gain 1 was"),
                      (total.learned, "the learned gains were"))  # fmt: skip
        return (
            f"On {self.rests_on}, the learned gains were off by {total.learned:.2f} points, gain 1 "
            f"by {total.plain:.2f} and the last reading carried forward by {total.carried:.2f}: "
            f"{closest[1]} closest."
        )

    @property
    def closing_line(self) -> str:
        """The result in one line for scripts; errors of the total in points."""
        if not self.pairs:
            return "calibrate: 0 pairs, last reading –, ours –, range held – %"
        errors = f"last reading {self.total.carried:.2f}, ours {self.total.learned:.2f}"
        return f"calibrate: {self.pairs} pairs, {errors}, range held {self.held} %"

    def as_json(self) -> dict[str, object]:
        """The figures stored with a version and in the audit log; errors in points."""
        errors = {"last_reading": "carried", "gain_1": "plain", "learned_gain": "learned"}
        return {
            "pairs": self.pairs,
            "reps": self.judgement.reps,
            **{key: round(asdict(self.total)[name], 2) for key, name in errors.items()},
            "range_held": f"{self.held} %",
            "gains": [round(gain, 2) for gain in self.learned.gains.tolist()],
            "variance": round(float(self.learned.variance), 2),
        }


def calibrate(organization: Organization, version: Version | None = None) -> CalibrationResult:
    """Learns from the organisation's readings under a version, or that in force today.

    Cached until any of the organisation's facts changes.
    """
    version = version or version_in_force(organization)
    reps = Rep.objects.filter(organization=organization)
    key = f"calibration-{organization.pk}-{version.identifier}-{reps.facts_version()}"
    result: CalibrationResult | None = RESULT_CACHE.get(key)
    if result is None:
        result = _calibrate(organization, version)
        RESULT_CACHE.set(key, result)
    return result


def version_in_force(organization: Organization) -> Version:
    """The version in force today."""
    return cached_timeline(organization).on(organization.today().toordinal())


def _calibrate(organization: Organization, version: Version) -> CalibrationResult:
    reps, with_readings = select_reps_with_readings(Rep.objects.filter(organization=organization))
    plain = VersionTimeline(first=replace(version, gains=NO_GAINS))
    pairs = find_pairs(replay_readings(organization, reps, plain))
    return CalibrationResult(version, judge(pairs), with_readings, len(reps))
