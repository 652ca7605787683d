"""Serves generated newspapers, with validators under /validators and without under /plain; prints its address.

A second argument lets one in ten change every so many seconds.
"""

import sys
import threading

from aggregator.demo import advance, farm
from tests.servers import Page, RecordedServer


def pages(feeds: int) -> dict[str, Page]:
    """Both forms of every newspaper by path."""
    found = {}
    for path, body, content_type in farm(feeds):
        found[f"/validators/{path}"] = Page(body, {"Content-Type": content_type})
        found[f"/plain/{path}"] = Page(body, {"Content-Type": content_type, "ETag": "", "Last-Modified": ""})
    return found


def publish(server: RecordedServer, feeds: int, step: int) -> None:
    """Lets one newspaper in ten bring its next news."""
    for path, body, content_type in advance(feeds, step=step):
        server.put(f"/validators/{path}", Page(body, {"Content-Type": content_type}))


if __name__ == "__main__":
    feeds = int(sys.argv[1])
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else None
    with RecordedServer(pages(feeds)) as server:
        print(server.url().rstrip("/"), flush=True)
        step = 0
        while not threading.Event().wait(pause):
            step += 1
            publish(server, feeds, step)
