"""Everything this package raises, split by who can act on it.

AggregatorError
├── ConfigError            the operator: config/feeds.yaml or the environment is wrong
├── FetchError             the source: no good answer; carries `code`, and `retry_after` if it asked
│   ├── AddressRefused     the address guard forbids where the URL leads
│   └── StatusError        the server answered with a status that is neither 2xx nor 304
├── ParseError             the source: an answer came, but it is not a document we can read
├── SandboxError           the parse worker died or was killed at its limits
└── StoreError             the database
    ├── LeaseLost          another process has taken the source over; what was polled is dropped
    └── SchemaTooNew       the database was written by newer code

`code` is a short snake_case class of the failure. It is stored, counted and shown: pages translate it
into words and a remedy, so a code, once published, keeps its meaning.
"""

from dataclasses import dataclass


class AggregatorError(Exception):
    """Base of every error raised on purpose by this package."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file, where it stands and what to do; `str()` is `file:line:column: where: message`."""

    file: str
    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.message}"


class ConfigError(AggregatorError):
    """A configuration that cannot go live; `problems` lists every mistake, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class FetchError(AggregatorError):
    """A fetch that brought no document. `retry_after` is in seconds from now, if the server named a time."""

    def __init__(self, code: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after


class AddressRefused(FetchError):
    """The URL leads to an address that the guard forbids and no allow-list entry permits."""

    def __init__(self, message: str) -> None:
        super().__init__("address_refused", message)


class StatusError(FetchError):
    """The server answered `status`, neither success nor 304 (RFC 9110 §15)."""

    def __init__(self, status: int, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"http_{status}", message, retry_after=retry_after)
        self.status = status


class ParseError(AggregatorError):
    """Bytes that are no feed, sitemap or listing; `code` says what they are instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type["ParseError"], tuple[str, str]]:
        """Errors of the parse worker travel to the parent by pickle."""
        return type(self), (self.code, str(self))


class SandboxError(AggregatorError):
    """The worker that parsed a document died (`code` `parser_killed`) or ran out of time (`parser_timeout`)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(AggregatorError):
    """The database refused, is missing, or holds what this code must not touch."""


class LeaseLost(StoreError):
    """The claim on a source ran out and another process holds it now."""


class SchemaTooNew(StoreError):
    """The database's migration is unknown to this code: start the newer version instead."""
