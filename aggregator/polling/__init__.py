"""When a source is polled next: pure functions of what is known about it and of now.

`pace` is about bounds: what the operator, the server and failures demand. `placement` is about freshness: where in
the day the polls that a budget allows bring the most, from the `rhythm` that the source has shown so far. `learning`
keeps what was shown in a few hundred bytes, and `budget` finds the one number by which all intervals are stretched.
"""

from aggregator.polling.budget import Demand, Tempo, find_scale, polls_a_day
from aggregator.polling.history import History
from aggregator.polling.learning import PUSHED, Reading, learn, learn_from_push, plan
from aggregator.polling.pace import (
    FAILURE_CAP,
    GONE,
    MAX_WORKER_DEATHS,
    RETRY_AFTER_CAP,
    SET_ASIDE,
    UNREACHED,
    Pace,
    after_failure,
    after_success,
    is_gone,
    is_pushed,
    moved,
    phase,
    wait_until,
)
from aggregator.polling.placement import ALARM, CAP, FLOOR, next_poll

__all__ = [
    "ALARM",
    "CAP",
    "FAILURE_CAP",
    "FLOOR",
    "GONE",
    "MAX_WORKER_DEATHS",
    "PUSHED",
    "RETRY_AFTER_CAP",
    "SET_ASIDE",
    "UNREACHED",
    "Demand",
    "History",
    "Pace",
    "Reading",
    "Tempo",
    "after_failure",
    "after_success",
    "find_scale",
    "is_gone",
    "is_pushed",
    "learn",
    "learn_from_push",
    "moved",
    "next_poll",
    "phase",
    "plan",
    "polls_a_day",
    "wait_until",
]
