"""The one place where what aiohttp and the system raise becomes our FetchError.

Messages name host and port and nothing more of a URL: user names, passwords and access tokens stay out of
logs, pages and metrics.
"""

import os
from collections.abc import Iterator

import aiohttp
from aiohttp.http_exceptions import LineTooLong
from yarl import URL

from aggregator.errors import AddressRefused, FetchError


class RefusedError(OSError):
    """Raised in place of a socket by the address guard."""

    def __init__(self) -> None:
        # One text for every address: when all of a name's addresses are refused, the error keeps its type.
        super().__init__("refused by the address guard")


def place(url: URL) -> str:
    """Host and port, for messages."""
    return f"{url.host}:{url.port}"


def failure(exc: BaseException, url: URL) -> FetchError:
    """What went wrong at `url`, classed."""
    causes = tuple(_causes(exc))
    if any(isinstance(cause, RefusedError) for cause in causes):
        return AddressRefused(
            f"{place(url)} leads to a private or special address or port; network.allow can permit it"
        )
    code, reason = _class_of(exc, causes)
    return FetchError(code, f"{place(url)}: {reason}")


# The first that fits; what fits none is a connection that was refused, reset or never answered.
_CLASSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str], ...] = (
    (TimeoutError, "timed_out", "no complete answer in time"),
    (aiohttp.ClientConnectorDNSError, "dns", "the name could not be resolved"),
    (
        (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError),
        "tls",
        "no secure connection: {reason}",
    ),
    (aiohttp.ClientPayloadError, "truncated", "the answer broke off before its end"),
    (aiohttp.InvalidURL, "bad_url", "not a URL that can be fetched"),
    (BaseException, "connect", "no connection: {reason}"),
)


def _class_of(exc: BaseException, causes: tuple[BaseException, ...]) -> tuple[str, str]:
    if isinstance(exc, aiohttp.ClientResponseError):
        return _class_of_bad_message(causes)
    code, words = next((code, words) for kind, code, words in _CLASSES if isinstance(exc, kind))
    return code, words.format(reason=_reason(exc))


def _class_of_bad_message(causes: tuple[BaseException, ...]) -> tuple[str, str]:
    if any(isinstance(cause, LineTooLong) or "Too many headers" in str(cause) for cause in causes):
        return "headers_too_large", "the header of the answer is too large"
    return "bad_http", "the answer is not HTTP"


def _reason(exc: BaseException) -> str:
    """The system's own words, without aiohttp's, which quote the URL."""
    if isinstance(exc, aiohttp.ClientConnectorCertificateError):
        return str(getattr(exc.certificate_error, "verify_message", "the certificate is not valid"))
    if isinstance(exc, aiohttp.ServerDisconnectedError):
        return "the server hung up"
    number = getattr(getattr(exc, "os_error", exc), "errno", None)
    return (
        os.strerror(number) if number and not isinstance(exc, aiohttp.ClientSSLError) else type(exc).__name__
    )


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    while exc is not None:
        yield exc
        exc = exc.__cause__
