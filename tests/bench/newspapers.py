"""Serves generated newspapers, with validators under /validators and without under /plain; prints its address.

Each line on standard input, or with a second argument every so many seconds, moves time on: one feed in ten gets
new entries.
"""

import sys
from collections.abc import Iterable, Iterator
from threading import Event

from tests.bench.farm import Document, advance, farm
from tests.servers import Page, RecordedServer


def pages(documents: Iterable[Document]) -> dict[str, Page]:
    """Both forms of every newspaper by path."""
    found = {}
    for path, body, content_type in documents:
        found[f"/validators/{path}"] = Page(body, {"Content-Type": content_type})
        found[f"/plain/{path}"] = Page(body, {"Content-Type": content_type, "ETag": "", "Last-Modified": ""})
    return found


def main(feeds: int, pause: float | None) -> None:
    with RecordedServer(pages(farm(feeds))) as server:
        print(server.url().rstrip("/"), flush=True)
        for step, _ in enumerate(every(pause) if pause else sys.stdin, start=1):
            for path, page in pages(advance(feeds, step=step)).items():
                server.put(path, page)
            print(step, flush=True)


def every(seconds: float) -> Iterator[None]:
    while not Event().wait(seconds):
        yield None


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else None)
