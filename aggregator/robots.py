"""Whether a page may be fetched, by its site's robots.txt (RFC 9309). Feeds are made to be polled: they need no leave.

The file is kept for a day. A 4xx allows everything, a 5xx or no answer nothing, until it is asked for again an hour
later. Its patterns are tried in a parse worker, since they may be made to take long.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yarl import URL

from aggregator.errors import FetchError, SandboxError
from aggregator.http import Client
from aggregator.http.client import PRODUCT
from aggregator.parse.encoding import decode
from aggregator.parse.robots import MAX_CHARACTERS, permission
from aggregator.sandbox import Sandbox

KEPT = timedelta(days=1)
KEPT_UNREACHED = timedelta(hours=1)
MOST_SITES = 1000


@dataclass(frozen=True, slots=True)
class _Rules:
    """`text` is None when the site could not say."""

    text: str | None
    until: datetime


class Robots:
    """The robots.txt of the sites that were asked lately."""

    def __init__(self, http: Client, sandbox: Sandbox, now: Callable[[], datetime]) -> None:
        self._http, self._sandbox, self._now = http, sandbox, now
        self._sites: OrderedDict[str, _Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> None:
        """Returns when `url` may be fetched. A Crawl-delay holds for its platform from then on.

        Raises:
            FetchError: `robots` when the file forbids it, or cannot be had; as `Client.get` for a URL that is none.
        """
        text = await self._text_for(url)
        if text is None:
            raise FetchError(
                "robots", "the site's robots.txt cannot be read now, which forbids to fetch its pages"
            )
        if not text:
            return
        try:
            said = await self._sandbox.run(permission, text, url, PRODUCT)
        except SandboxError as error:
            raise FetchError("robots", f"the site's robots.txt cannot be read: {error}") from error
        if said.delay:
            self._http.pace(url, said.delay)
        if not said.allowed:
            raise FetchError("robots", "the site's robots.txt forbids to fetch this page")

    async def _text_for(self, url: str) -> str | None:
        try:
            origin = str(URL(url).origin())
        except ValueError as error:
            raise FetchError("bad_url", "not an http or https URL with a host that can be fetched") from error
        async with self._asking.setdefault(origin, asyncio.Lock()):
            rules = self._sites.get(origin)
            if rules is None or rules.until <= self._now():
                rules = self._sites[origin] = await self._ask(origin)
        self._sites.move_to_end(origin)
        while len(self._sites) > MOST_SITES:
            forgotten, _ = self._sites.popitem(last=False)
            self._asking.pop(forgotten, None)
        return rules.text

    async def _ask(self, origin: str) -> _Rules:
        try:
            answer = await self._http.get(f"{origin}/robots.txt")
        except FetchError:
            return _Rules(None, self._now() + KEPT_UNREACHED)
        if answer.status == 200:
            text = decode(answer.body[:MAX_CHARACTERS], answer.first("content-type"))
            return _Rules(text, self._now() + KEPT)
        if 400 <= answer.status < 500 and answer.status != 429:
            return _Rules("", self._now() + KEPT)
        return _Rules(None, self._now() + KEPT_UNREACHED)
