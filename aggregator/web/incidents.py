"""What is wrong with which source, since when: one incident from beginning to end, whatever is counted meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aggregator.identity import entry_key, own_id
from aggregator.model import Entry, SourceState
from aggregator.web import words
from aggregator.web.activity import Silence
from aggregator.web.failures import explain

SETTLED = timedelta(hours=1)
"""A failure that is over sooner is announced to nobody."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that is wrong with a source. Nothing in it changes while it lasts but, for a failure, its reason."""

    slug: str
    kind: Literal["failing", "silent", "quarantined"]
    since: datetime
    what: str
    remedy: str

    @property
    def id(self) -> str:
        """The atom:id: of this source, this kind and this beginning."""
        return own_id(self.slug, f"{self.kind} since {self.since.isoformat()}")


def incidents(
    states: Mapping[str, SourceState], silent: Mapping[str, Silence], now: datetime
) -> tuple[Incident, ...]:
    """What is wrong now and has been for a while, the latest first."""
    found = (
        *_failures(states, now),
        *(_silence(slug, one) for slug, one in silent.items()),
        *_quarantines(states),
    )
    return tuple(sorted(found, key=lambda one: (one.since, one.slug, one.kind), reverse=True))


def _failures(states: Mapping[str, SourceState], now: datetime) -> Iterator[Incident]:
    for slug, state in states.items():
        error = state.error
        if error and not state.retired and error.since <= now - SETTLED:
            failure = explain(error.code)
            yield Incident(slug, "failing", error.since, failure.what, failure.remedy)


def _silence(slug: str, silence: Silence) -> Incident:
    return Incident(slug, "silent", silence.since, said_of(silence), REMEDY)


def _quarantines(states: Mapping[str, SourceState]) -> Iterator[Incident]:
    for slug, state in states.items():
        if state.quarantined_at:
            yield Incident(
                slug,
                "quarantined",
                state.quarantined_at,
                "Sumber ini mengganti nama semua beritanya sekaligus; yang tidak dikenal ditahan.",
                f"Putuskan dengan `aggregator quarantine release {slug}` atau `reject`.",
            )


REMEDY = "Buka situs korannya dan bandingkan: mungkin umpannya sudah ditinggalkan dan ada alamat yang baru."


def said_of(silence: Silence) -> str:
    """A silence in words."""
    return f"Menjawab, tetapi tanpa berita baru; biasanya ada setiap {words.duration(silence.usual)}."


def entry_of(incident: Incident, name: str, page_url: str) -> Entry:
    """The incident as an entry of a feed: dated by its beginning and never again, so that it is announced once."""
    at = incident.since
    return Entry(
        key=entry_key(incident.id),
        id=incident.id,
        source=incident.slug,
        guid=incident.id,
        identity=incident.id,
        url=page_url,
        title=f"{name}: {incident.what}",
        summary=incident.remedy.replace("`", ""),
        content="",
        published=at,
        updated=at,
        first_seen=at,
        order_at=at,
        source_updated=at,
    )
