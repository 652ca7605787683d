"""What is wrong with which source, since when: one incident from beginning to end, whatever is counted meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aggregator.identity import entry_key, own_id
from aggregator.model import Entry, SourceState
from aggregator.web.activity import Silence
from aggregator.web.failures import Failure, explain
from aggregator.words import Words

SETTLED = timedelta(hours=1)
"""A failure that is over sooner is announced to nobody."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that is wrong with a source. Nothing in it changes while it lasts but, for a failure, its reason."""

    slug: str
    kind: Literal["failing", "silent", "quarantined"]
    since: datetime
    failure: Failure

    @property
    def id(self) -> str:
        """The atom:id: of this source, this kind and this beginning."""
        return own_id(self.slug, f"{self.kind} since {self.since.isoformat()}")


def incidents(
    states: Mapping[str, SourceState], silent: Mapping[str, Silence], now: datetime, words: Words
) -> tuple[Incident, ...]:
    """What is wrong now and has been for a while, the latest first."""
    found = (
        *_failures(states, now, words),
        *(_silence(slug, one, words) for slug, one in silent.items()),
        *_quarantines(states, words),
    )
    return tuple(sorted(found, key=lambda one: (one.since, one.slug, one.kind), reverse=True))


def _failures(states: Mapping[str, SourceState], now: datetime, words: Words) -> Iterator[Incident]:
    for slug, state in states.items():
        error = state.error
        if error and not state.retired and error.since <= now - SETTLED:
            yield Incident(slug, "failing", error.since, explain(error.code).said(words))


def _silence(slug: str, silence: Silence, words: Words) -> Incident:
    return Incident(slug, "silent", silence.since, said_of(silence, words))


def _quarantines(states: Mapping[str, SourceState], words: Words) -> Iterator[Incident]:
    for slug, state in states.items():
        if state.quarantined_at:
            what = words.say(
                "This source changed the names of all its news at once; what is not known again is withheld."
            )
            remedy = words.say(
                "Decide with `aggregator quarantine release %(source)s` or `reject`.", source=slug
            )
            yield Incident(slug, "quarantined", state.quarantined_at, Failure(what, remedy))


def said_of(silence: Silence, words: Words) -> Failure:
    """A silence in words."""
    usual = words.duration(silence.usual)
    return Failure(
        words.say("It answers, but without news; usually there is some every %(usual)s.", usual=usual),
        words.say(
            "Open the paper’s site and compare: the feed may have been abandoned, and there may be a new address."
        ),
    )


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
        title=f"{name}: {incident.failure.what}",
        summary=incident.failure.remedy.replace("`", ""),
        content="",
        published=at,
        updated=at,
        first_seen=at,
        order_at=at,
        source_updated=at,
    )
