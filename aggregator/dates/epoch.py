"""Instants as whole microseconds since 1970: exact and in order wherever only a number may stand."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Since 1970. A naive datetime raises TypeError: nobody can say which moment it means."""
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(number: int) -> datetime:
    """The instant, aware, in UTC; OverflowError for one that no calendar has."""
    return EPOCH + number * MICROSECOND
