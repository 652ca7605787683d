"""Is the wire alive? For machines: /health."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify

from aggregator.errors import StoreError
from aggregator.model import SourceState
from aggregator.runtime import Runtime
from aggregator.store import sources

LATE = timedelta(minutes=10)
"""When a source has been due for so long, no poller is at work."""


def blueprint(rt: Runtime) -> Blueprint:
    """The route of the health check."""
    routes = Blueprint("health", __name__)

    @routes.get("/health")
    def health() -> tuple[Response, int]:
        try:
            with rt.store.read() as tx:
                states = [state for state in sources.states(tx) if not state.retired]
        except StoreError:
            return jsonify(status="down", reason="the database does not answer"), 503
        return jsonify(_summary(rt, states)), 200

    return routes


def _summary(rt: Runtime, states: list[SourceState]) -> dict[str, Any]:
    """`degraded` before a reader notices: polls are late, the configuration was refused, or most sources fail."""
    late = sum(state.next_poll_at < rt.now() - LATE for state in states)
    failing = sum(state.error is not None for state in states)
    reasons = [
        reason
        for reason, holds in (
            ("polls are late: is the worker running?", late > 0),
            ("most sources fail: is the network up?", failing * 2 > len(states)),
            ("the configuration file was refused: aggregator check", bool(rt.live.problems)),
        )
        if holds
    ]
    status = "degraded" if reasons else "ok"
    return {"status": status, "reasons": reasons, "sources": len(states), "failing": failing, "late": late}
