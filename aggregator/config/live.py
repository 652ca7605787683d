"""The configuration that is live: whole, valid, and replaced in one step or not at all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from aggregator.config import document, files
from aggregator.config.reading import settings_of
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError, Problem

LARGEST_DROP = 0.2
"""Share of the live sources that a file may drop unasked."""

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The file is the one that was looked at last."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The file went live. `added` and `dropped` are slugs of sources."""

    digest: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The file did not go live; the last good one still is.

    When it is valid and only looks like an accident, it is `confirmable`: `refresh(confirmed=digest)`.
    """

    problems: tuple[Problem, ...]
    digest: str = ""
    confirmable: bool = False


Refreshed = Unchanged | Reloaded | Refused


@dataclass(frozen=True, slots=True)
class _Version:
    settings: Settings
    body: bytes
    digest: str
    ended: bool


class Live:
    """Holds the last good settings of a file.

    Threads may share it: readers see one whole version or the next, and one thread at a time refreshes.
    """

    def __init__(
        self, path: Path, adjust: Callable[[Settings], Settings] = lambda settings: settings
    ) -> None:
        """Load the file. Raises ConfigError when there is no good version to begin with.

        `adjust` is applied to every version before it goes live: the environment wins over the file.
        """
        self.path = path
        self._adjust = adjust
        self.problems: tuple[Problem, ...] = ()
        """Why the file on disk is not live; empty when it is."""
        self._lock = Lock()
        self._live = self._version(files.read(path))
        self._judged = (self._live.digest, False)
        self._settled: tuple[files.Signature, str] | None = None

    @property
    def settings(self) -> Settings:
        """The settings that are live."""
        return self._live.settings

    @property
    def digest(self) -> str:
        """The SHA-256 of the file that is live."""
        return self._live.digest

    def refresh(self, confirmed: str = "") -> Refreshed:
        """Look at the file again, and take it over if it is good.

        `confirmed` is the digest of a file that the operator wants live although it looks like an accident.
        """
        with self._lock:
            look = (files.signature(self.path), confirmed)
            if look == self._settled:
                return Unchanged()
            try:
                body = files.read(self.path)
            except ConfigError as error:
                return self._once((str(error), False), look) or self._refuse(error.problems)
            digest = files.digest(body)
            is_confirmed = digest == confirmed
            return self._once((digest, is_confirmed), look) or self._judge(body, digest, is_confirmed)

    def _version(self, body: bytes) -> _Version:
        written = document.parse(body, str(self.path))
        return _Version(self._adjust(settings_of(written)), body, files.digest(body), written.ended)

    def _once(self, subject: tuple[str, bool], look: tuple[files.Signature, str]) -> Unchanged | None:
        """Unchanged for what was judged last time.

        Only then, read alike twice, is the time stamp trusted: it is coarser than two writes can be apart.
        """
        if subject == self._judged:
            self._settled = look
            return Unchanged()
        self._judged = subject
        return None

    def _judge(self, body: bytes, digest: str, is_confirmed: bool) -> Refreshed:
        if digest == self._live.digest:
            self.problems = ()
            return Unchanged()
        try:
            new = self._version(body)
        except ConfigError as error:
            return self._refuse(error.problems, digest)
        objections = () if is_confirmed else _objections(self._live, new)
        if objections:
            remedy = f"if it is meant: aggregator confirm (SHA-256 {digest})"
            problems = tuple(Problem(str(self.path), 1, 1, "", f"{why}; {remedy}") for why in objections)
            return self._refuse(problems, digest, confirmable=True)
        old, self._live, self.problems = self._live, new, ()
        return Reloaded(digest, added=_only_in(new, old), dropped=_only_in(old, new))

    def _refuse(
        self, problems: tuple[Problem, ...], digest: str = "", *, confirmable: bool = False
    ) -> Refused:
        self.problems = problems
        return Refused(problems, digest, confirmable)


def large_drop(live: Collection[str], settings: Settings) -> str:
    """What to say of settings that drop more than a fifth of the live sources (slugs); empty when they do not."""
    dropped = [slug for slug in live if settings.source(slug) is None]
    if len(dropped) <= LARGEST_DROP * len(live):
        return ""
    more = f" and {len(dropped) - _NAMED} more" if len(dropped) > _NAMED else ""
    return f"drops {len(dropped)} of the {len(live)} live sources: {', '.join(dropped[:_NAMED])}{more}"


def _objections(old: _Version, new: _Version) -> tuple[str, ...]:
    """Why a valid file looks like an accident: it drops much, or it looks half-written."""
    if new.settings == old.settings:
        return ()
    return tuple(why for why in (_drop(old, new), _half(old, new)) if why)


def _drop(old: _Version, new: _Version) -> str:
    return large_drop([source.slug for source in old.settings.sources], new.settings)


def _half(old: _Version, new: _Version) -> str:
    """A file cut short may be valid all the same; only the end mark `...` tells for certain."""
    if new.ended:
        return ""
    if old.ended:
        return "may be half-written: the end mark, a last line `...`, is gone"
    if old.body.startswith(new.body):
        return "may be half-written: it is the live file cut short (a last line `...` marks a whole one)"
    if old.body.endswith(b"\n") and not new.body.endswith(b"\n"):
        return "may be half-written: its last line has no line break"
    return ""


def _only_in(one: _Version, other: _Version) -> tuple[str, ...]:
    """Slugs of the sources that only the first has."""
    others = {source.slug for source in other.settings.sources}
    return tuple(source.slug for source in one.settings.sources if source.slug not in others)
