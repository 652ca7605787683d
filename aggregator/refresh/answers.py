"""What came of asking a source, before it is written down."""

from dataclasses import dataclass

from aggregator.complete import Completed
from aggregator.model import Outcome, PollHints, Topic, Validators

NEVER_THE_SAME = "-"
"""In place of the digest of a document whose bytes do not tell whether the source has changed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A poll that went well. `completed` is None when there was nothing to read."""

    outcome: Outcome
    validators: Validators
    hints: PollHints
    body_hash: str
    completed: Completed | None = None
    topics: tuple[Topic, ...] = ()
    """Those by whose rules the entries were tagged."""
    reread: bool = False
    """Whether the source was read in another way last time: what differs now may be our doing."""
    moved_to: str | None = None
    """Where permanent redirects led."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A poll that brought nothing; `deadly` when it killed its parse worker."""

    code: str
    message: str
    retry_after: float | None = None
    deadly: bool = False
