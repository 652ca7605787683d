"""A source's state as a row of the due table, and back."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from aggregator.model import Habits, SourceError, SourceProfile, SourceState, Validators


def row_of(state: SourceState) -> dict[str, object]:
    """What a poll writes; slug, configured URL, lease and quarantine have writers of their own."""
    error = state.error
    return {
        "next_poll_at": state.next_poll_at,
        "retry_at": state.retry_at,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_hash": state.body_hash,
        "last_attempt_at": state.last_attempt_at,
        "last_success_at": state.last_success_at,
        "last_new_at": state.last_new_at,
        "worker_deaths": state.worker_deaths,
        "error_code": error.code if error else None,
        "error_message": error.message if error else None,
        "error_since": error.since if error else None,
        "error_count": error.count if error else None,
        "profile": asdict(state.profile) if state.profile else None,
        "overflowed_at": state.overflowed_at,
        "moved_to": state.moved_to,
        "moved_since": state.moved_since,
        "habits": asdict(state.habits) if state.habits else None,
    }


def state_of(row: Row[Any]) -> SourceState:
    """The state in a row of the whole table."""
    return SourceState(
        slug=row.slug,
        url=row.adopted_url or row.url,
        next_poll_at=row.next_poll_at,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
        last_attempt_at=row.last_attempt_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        worker_deaths=row.worker_deaths,
        retry_at=row.retry_at,
        error=_error(row),
        profile=SourceProfile(**row.profile) if row.profile else None,
        retired=row.retired,
        quarantined_at=row.quarantined_at,
        quarantine_linked=row.quarantine_linked,
        quarantine_withheld=row.quarantine_withheld,
        pushed_until=row.pushed_until,
        habits=_habits(row.habits),
        overflowed_at=row.overflowed_at,
        moved_to=row.moved_to,
        moved_since=row.moved_since,
    )


def _habits(stored: dict[str, Any] | None) -> Habits | None:
    """JSON has lists where a value has tuples."""
    if stored is None:
        return None
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Habits(**values)


def _error(row: Row[Any]) -> SourceError | None:
    if row.error_code is None:
        return None
    return SourceError(row.error_code, row.error_message, row.error_since, row.error_count)
