"""What the network answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional GET sends back, byte for byte as received (RFC 9110 §8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PollHints:
    """How long, in seconds, the server asks us to wait before the next poll."""

    max_age: int | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as received. `url` is the last hop; `moved_to` is set when every hop was permanent."""

    url: str
    body: bytes
    content_type: str = ""
    moved_to: str | None = None
    validators: Validators = Validators()
    hints: PollHints = PollHints()
    links: tuple[tuple[str, str], ...] = ()
    """(rel, absolute URL) of the Link header (RFC 8288), such as WebSub's hub and self."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that our copy is current (RFC 9110 §15.4.5). `moved_to` as in Fetched."""

    validators: Validators = Validators()
    hints: PollHints = PollHints()
    moved_to: str | None = None
