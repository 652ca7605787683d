"""Serves generated newspapers, with validators under /validators and without under /plain; prints its address."""

import sys
import threading

from aggregator.demo import farm
from tests.servers import Page, RecordedServer


def pages(feeds: int) -> dict[str, Page]:
    """Both forms of every newspaper by path."""
    found = {}
    for path, body, content_type in farm(feeds):
        found[f"/validators/{path}"] = Page(body, {"Content-Type": content_type})
        found[f"/plain/{path}"] = Page(body, {"Content-Type": content_type, "ETag": "", "Last-Modified": ""})
    return found


if __name__ == "__main__":
    with RecordedServer(pages(int(sys.argv[1]))) as server:
        print(server.url().rstrip("/"), flush=True)
        threading.Event().wait()
