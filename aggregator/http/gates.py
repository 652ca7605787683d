"""How many requests a platform gets at once, how close upon each other, and not before when."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aggregator.errors import FetchError

MOST_REMEMBERED = 10_000


class _Gate:
    """One platform. `users` hold or wait for one of its places."""

    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self.users = 0
        self.pause = 0.0
        self.next_at = 0.0
        self.closed_until = 0.0


class Gates:
    """The gates of all platforms; those that are at rest and ask for nothing are forgotten, the oldest first."""

    def __init__(self, places: int, clock: Callable[[], float]) -> None:
        self._places, self._clock = places, clock
        self._gates: OrderedDict[str, _Gate] = OrderedDict()

    @asynccontextmanager
    async def enter(self, platform: str) -> AsyncIterator[None]:
        """A place for one request, when there is one and its time has come.

        Raises:
            FetchError: `asked_to_wait` while the platform is closed; `retry_after` says for how long.
        """
        gate = self._gate(platform)
        gate.users += 1
        try:
            async with gate.places:
                await self._wait(gate)
                yield
        finally:
            gate.users -= 1

    def close(self, platform: str, seconds: float) -> None:
        """Lets nobody in for so long: a server there said that we ask too much (RFC 6585 §4)."""
        gate = self._gate(platform)
        gate.closed_until = max(gate.closed_until, self._clock() + seconds)

    def pace(self, platform: str, seconds: float) -> None:
        """Keeps so many seconds between two requests from now on."""
        gate = self._gate(platform)
        gate.pause = seconds
        gate.next_at = max(gate.next_at, self._clock() + seconds)

    async def _wait(self, gate: _Gate) -> None:
        self._refuse_if_closed(gate)
        if not gate.pause:
            return
        now = self._clock()
        begins = max(now, gate.next_at)
        gate.next_at = begins + gate.pause
        await asyncio.sleep(begins - now)
        self._refuse_if_closed(gate)

    def _refuse_if_closed(self, gate: _Gate) -> None:
        left = gate.closed_until - self._clock()
        if left > 0:
            raise FetchError("asked_to_wait", "the platform asked us to wait", retry_after=left)

    def _gate(self, platform: str) -> _Gate:
        gate = self._gates.get(platform)
        if gate is None:
            gate = self._gates[platform] = _Gate(self._places)
            self._forget()
        self._gates.move_to_end(platform)
        return gate

    def _forget(self) -> None:
        for name, gate in list(self._gates.items())[: max(len(self._gates) - MOST_REMEMBERED, 0)]:
            if not gate.users and gate.closed_until <= self._clock():
                del self._gates[name]
