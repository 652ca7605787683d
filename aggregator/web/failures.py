"""Why a source could not be read, in words for readers and operators: what is wrong, and what to do.

The codes are those of `aggregator.errors`; a test collects them from the code and misses none here.
"""

from dataclasses import dataclass

from aggregator.words import Words, message


@dataclass(frozen=True, slots=True)
class Failure:
    """A class of failure in words: what is wrong, and what to do about it."""

    what: str
    remedy: str

    def said(self, words: Words) -> "Failure":
        """The same in a language."""
        return Failure(words.say(self.what), words.say(self.remedy))


_PATIENCE = message("It usually passes; we try again from time to time.")
_NEW_ADDRESS = message(
    "Find the feed’s new address on the paper’s site, then change the `url` of this source."
)
_TELL_PUBLISHER = message("Tell the paper: the error is on their server.")
_SELECTORS = message("The layout of the page may have changed: update the `page` of this source.")
_REPORT = message("Look into the log and report it as a bug.")

_BY_CODE = {
    "address_refused": Failure(
        message("The address leads into a private network that must not be contacted."),
        message("Check the `url`. If it is meant so, allow it in `network.allow`."),
    ),
    "asked_to_wait": Failure(
        message("The paper’s server, or another paper’s on the same server, asks us to wait."), _PATIENCE
    ),
    "bad_encoding": Failure(message("The answer is compressed in a broken way."), _TELL_PUBLISHER),
    "bad_http": Failure(message("The server answers, but not in correct HTTP."), _TELL_PUBLISHER),
    "bad_redirect": Failure(message("The server redirects to an invalid address."), _NEW_ADDRESS),
    "bad_url": Failure(
        message("The address is not a URL that can be fetched."), message("Correct the `url` of this source.")
    ),
    "connect": Failure(message("The server cannot be reached."), _PATIENCE),
    "dns": Failure(
        message("The name of the site is not found."),
        message("Check the spelling of the `url` and our own network; the domain may have lapsed."),
    ),
    "empty": Failure(message("The server answers with nothing at all."), _PATIENCE),
    "headers_too_large": Failure(message("The header of the server’s answer is too large."), _TELL_PUBLISHER),
    "html": Failure(
        message("A web page came instead of a feed."),
        message(
            "The site may be under maintenance. If it stays so, find the feed’s new address, "
            "or write `kind: page` if that page is the source."
        ),
    ),
    "internal": Failure(
        message("There is an error on our side."),
        message("Look into the log at the time when it happened and report it as a bug."),
    ),
    "no_article": Failure(
        message("No article was found on its page."),
        message("Look at the address in a browser; the article may have been removed."),
    ),
    "no_listing": Failure(message("No list of news was found on its page."), _SELECTORS),
    "not_a_feed": Failure(message("The answer is not a feed."), _NEW_ADDRESS),
    "not_a_sitemap": Failure(message("The answer is not a news sitemap."), _NEW_ADDRESS),
    "not_opml": Failure(message("The file is not OPML."), message("Check the file that is imported.")),
    "robots": Failure(
        message("The site’s robots.txt forbids programs to read its pages."),
        message("Ask the paper for permission, or use its feed if there is one."),
    ),
    "parser_failed": Failure(message("Our program cannot read the content."), _REPORT),
    "parser_killed": Failure(
        message("The content crashed the program that reads it."),
        message("After the second time, this source is tried only once a day."),
    ),
    "parser_memory": Failure(
        message("The content takes too much memory."),
        message("Raise `limits.parse_memory` if that is reasonable."),
    ),
    "parser_timeout": Failure(
        message("The content takes too long to read."),
        message("Raise `limits.parse_time` if that is reasonable."),
    ),
    "selector_empty": Failure(message("The page’s pattern finds no news at all."), _SELECTORS),
    "selector_invalid": Failure(
        message("The page’s pattern is not valid CSS."), message("Correct the `page` of this source.")
    ),
    "store": Failure(
        message("The database refuses to store."),
        message("Check disk space and database; we try again from time to time."),
    ),
    "timed_out": Failure(message("The server does not finish its answer in time."), _PATIENCE),
    "tls": Failure(
        message("The secure connection (TLS) fails; the certificate may have expired."), _TELL_PUBLISHER
    ),
    "too_large": Failure(
        message("The answer is too large."), message("Raise `limits.body` if that is reasonable.")
    ),
    "too_many_redirects": Failure(message("The server redirects too many times."), _NEW_ADDRESS),
    "truncated": Failure(message("The answer breaks off half-way."), _PATIENCE),
    "unexpected_304": Failure(
        message("The server says “not modified” though we asked for the first time."), _TELL_PUBLISHER
    ),
}

_BY_STATUS = {
    401: Failure(
        message("The server asks for a password."),
        message("Write user and password into the `url`, or look for an open feed."),
    ),
    403: Failure(
        message("The server forbids us to read."),
        message("Write to the paper and ask for permission for our User-Agent."),
    ),
    404: Failure(message("The feed is no longer at that address."), _NEW_ADDRESS),
    410: Failure(
        message("The paper has removed the feed."),
        message("Remove this source, or find the feed’s new address."),
    ),
    429: Failure(
        message("The server finds that we ask too often."),
        message("Make the `interval` of this source longer."),
    ),
    451: Failure(
        message("The content is closed for legal reasons."),
        message("Remove this source, or write to the paper."),
    ),
}
_SERVER_ERROR = Failure(message("The paper’s server is in trouble."), _PATIENCE)
_REFUSAL = Failure(message("The server refuses our request."), _NEW_ADDRESS)
_ODD_STATUS = Failure(message("The server answers with an unusual status."), _NEW_ADDRESS)
_UNKNOWN = Failure(message("This source cannot be read."), message("Look into the log for the details."))


def explain(code: str) -> Failure:
    """The words for a code; as messages; general ones for a code that is not known, as after a downgrade."""
    prefix, _, status = code.partition("_")
    if prefix == "http" and status.isdigit():
        return _of_status(int(status))
    return _BY_CODE.get(code, _UNKNOWN)


def _of_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return _SERVER_ERROR
    return _REFUSAL if status >= 400 else _ODD_STATUS
