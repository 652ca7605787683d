"""Many readers at once: each keeps a connection, asks for one document after another, mostly with the tag it has."""

import asyncio
import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

CONDITIONAL = 0.8
_PATIENCE_SECONDS = 20
_WARM_UP_SECONDS = 8
"""What is read first is not counted: nothing was rendered yet."""


@dataclass
class Seen:
    """What all readers saw: milliseconds by kind of answer, and how many answers were errors."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, path: str, status: int, milliseconds: float, *, conditional: bool) -> None:
        """One answer."""
        self.counts["answers"] += 1
        self.counts["conditional"] += conditional
        if status not in (200, 304):
            self.counts["errors"] += 1
        kind = "304" if status == 304 else "feed" if "." in path else "page"
        self.milliseconds[kind].append(milliseconds)

    def summary(self) -> dict[str, object]:
        """Counts, and for each kind how many, median, p99 and the slowest."""
        kinds = {kind: _figures(sorted(values)) for kind, values in self.milliseconds.items()}
        return {**self.counts, "kinds": kinds}


def _figures(values: list[float]) -> tuple[int, float, float, float]:
    return len(values), values[len(values) // 2], values[int(len(values) * 0.99)], values[-1]


async def read(
    port: int, paths: list[str], count: int, seconds: float, pause: float, *, rng: random.Random
) -> Seen:
    """`count` readers for so long; each waits `pause` seconds on average between two requests."""
    seen, tags = Seen(), dict[str, str]()
    begin = time.monotonic() + _WARM_UP_SECONDS
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(_reader(port, paths, (begin, begin + seconds), pause, seen, tags, rng))
    return seen


async def _reader(
    port: int,
    paths: list[str],
    span: tuple[float, float],
    pause: float,
    seen: Seen,
    tags: dict[str, str],
    rng: random.Random,
) -> None:
    await asyncio.sleep(rng.uniform(0, 2 * pause))
    streams = None
    while (now := time.monotonic()) < span[1]:
        path = rng.choice(paths)
        tag = tags.get(path, "") if rng.random() < CONDITIONAL else ""
        began = time.perf_counter()
        try:
            streams = streams or await asyncio.open_connection("127.0.0.1", port)
            async with asyncio.timeout(_PATIENCE_SECONDS):
                status, fields = await _ask(*streams, path, tag)
        except (OSError, EOFError, TimeoutError, ValueError):
            status, fields, streams = 0, {}, None
        if now >= span[0]:
            seen.add(path, status, (time.perf_counter() - began) * 1000, conditional=bool(tag))
        if "etag" in fields:
            tags[path] = fields["etag"]
        await asyncio.sleep(rng.uniform(0, 2 * pause))
    if streams:
        streams[1].close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, tag: str
) -> tuple[int, dict[str, str]]:
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{condition}\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    status = int(head[0].split()[1])
    if status != 304:
        body = await reader.readexactly(int(fields["content-length"]))
        assert fields.get("content-encoding") != "gzip" or body[:2] == gzip.compress(b"")[:2]
    return status, fields


if __name__ == "__main__":
    port, count, seconds, pause = (float(one) for one in sys.argv[1:5])
    found = asyncio.run(
        read(int(port), json.loads(sys.argv[5]), int(count), seconds, pause, rng=random.Random(1))
    )
    print(json.dumps(found.summary()))
