"""A client that may reach loopback, and a server that misbehaves."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TypeVar

import pytest

from aggregator.errors import FetchError
from aggregator.http import AllowList, Client, Limits, Response
from tests.servers import LOOPBACK, FaultServer

T = TypeVar("T")


@pytest.fixture(scope="module")
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


PATIENT = Limits(seconds=10)
HASTY = Limits(seconds=0.5)


def using(work: Callable[[Client], Awaitable[T]], limits: Limits = PATIENT) -> T:
    """What `work` returns, given a client that may reach loopback."""

    async def run() -> T:
        agent = "kabar/1 (+https://kabar.example/about)"
        async with Client(agent, AllowList.parse(LOOPBACK), limits) as http:
            return await work(http)

    return asyncio.run(run())


def get(url: str, headers: Mapping[str, str] | None = None, limits: Limits = PATIENT) -> Response:
    return using(lambda http: http.get(url, headers or {}), limits)


def error_of(url: str, limits: Limits = PATIENT) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, limits=limits)
    return caught.value
