"""When a source is polled next: pure functions of what is known about it and of now.

`pace` is about bounds: what the operator, the server and failures demand. `placement` is about freshness: where in
the day the polls that a budget allows bring the most, from the `rhythm` that the source has shown so far.
"""

from aggregator.polling.history import History
from aggregator.polling.pace import (
    FAILURE_CAP,
    MAX_WORKER_DEATHS,
    RETRY_AFTER_CAP,
    SET_ASIDE,
    Pace,
    after_failure,
    after_success,
    phase,
    wait_until,
)
from aggregator.polling.placement import CAP, FLOOR, next_poll

__all__ = [
    "CAP",
    "FAILURE_CAP",
    "FLOOR",
    "MAX_WORKER_DEATHS",
    "RETRY_AFTER_CAP",
    "SET_ASIDE",
    "History",
    "Pace",
    "after_failure",
    "after_success",
    "next_poll",
    "phase",
    "wait_until",
]
