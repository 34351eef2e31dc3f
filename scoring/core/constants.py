"""Constants of the model, each with its unit and its reason. docs/model.md says more.

What may differ from one version to another (weights, targets, half-life, gains, variance) is in
scoring.core.versions.
"""

# Known and unknown
KNOWN_DAYS_NEEDED_BY_FLOWS = 10  # days; two working weeks show a habit
KNOWN_DAYS_NEEDED_BY_RATES = 30  # days; answers come late and in small numbers
KNOWN_DAYS_NEEDED_BY_LATENCY = 5  # days; a single answer says little
KNOWN_DAYS_NEEDED_BY_LEVELS = 1  # day; a level is what it is

# Signals
PRIOR_TRIALS = 10.0  # trials; the weight of a rate's prior, for small samples
ANSWER_HALF_LIFE = 14.0  # days; half of what is still unanswered by then is a no
TYPICAL = (0.48, 0.20, 0.09, 0.60)  # of 25; pillars of a typical member (brand, people, ...)

# States
ENOUGH_COVERAGE = 60.0  # weight of 100; with as much a score needs no reading
READING_VALID_DAYS = 180  # days; after them a reading says little about today
READING_FRESH_DAYS = 35  # days; who reads the number monthly never waits for data
SILENT_WORKING_DAYS = 10  # working days; more without data make a score wait
RECENT_WORKING_DAYS = 20  # working days; four weeks over which known days are counted

# Uncertainty
VARIANCE_OF_READING = 0.25  # points²; half a point of rounding and of the day it was read
VARIANCE_PER_DAY = 0.08  # points² a day; LinkedIn's number wanders for reasons that are not logged
RANGE_DEVIATIONS = 1.2816  # standard deviations; four of five numbers lie within
RANGE_WITHOUT_READING = 13.0  # points; members' numbers differ by so much without any reading

# Calibration
MIN_PAIR_DAYS = 5  # days; readings nearer to each other differ by rounding alone
MAX_PAIR_DAYS = 120  # days; further apart, too much is forgotten
GAIN_PRIOR = 10.0  # points²; a gain stays near 1 until readings say otherwise
GAIN_NOISE = 0.6  # points²; variance of a pillar's change that activity doesn't explain
GAIN_BOUNDS = (0.1, 1.5)
VARIANCE_PRIOR = 10.0  # pairs; V stays near 1 until as many were seen
MAX_SQUARED_ERROR = 9.0  # standard deviations²; one strange reading must not decide
MIN_PAIRS = 20  # pairs; with fewer nothing is proposed
MIN_REPS = 5  # reps; with fewer nothing is proposed

# Looking ahead
PACE_DAYS = 28  # days; whole weeks, so that all weekdays weigh equally
MIN_PACE_DAYS = 5  # known days; with fewer a flow is expected to stay as it is
MIN_ERRORS = 30  # judged forecasts; from then on an organisation has a range of its own
FORECAST_RANGES = {30: 2.5, 60: 4.0, 90: 6.0}  # points by days ahead, until there are as many
