"""The newsroom on real sockets: one HTTP server per paper, each on a free port of 127.0.0.1."""

import gzip
import selectors
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aggregator.demo.newsroom import Answer, Newsroom
from aggregator.demo.papers import Paper, all_papers

_HOST = "127.0.0.1"
_STALLED_SECONDS = 10


class _PaperServer(ThreadingHTTPServer):
    """Listens at once; answers from the moment `newsroom` is set."""

    daemon_threads = True
    request_queue_size = 64
    timeout = 0
    """Of `handle_request`: a reader that is gone before it was accepted is not waited for."""
    newsroom: Newsroom

    def __init__(self, paper: Paper, stopping: threading.Event) -> None:
        super().__init__((_HOST, 0), _Handler)
        self.paper, self.stopping = paper, stopping

    @property
    def origin(self) -> str:
        return f"http://{_HOST}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD with validators and gzip, as the paper does them; every answer closes its connection."""

    server: _PaperServer
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    timeout = _STALLED_SECONDS

    def do_GET(self) -> None:
        paper, path = self.server.paper, self.path.partition("?")[0]
        if paper.delay and path == paper.feed_path:
            self.server.stopping.wait(paper.delay)
        answer = self.server.newsroom.answer(paper.slug, path)
        if paper.gzip and answer.status == HTTPStatus.OK:
            answer = self._compress(answer)
        if answer.status == HTTPStatus.OK and self._is_current(answer.headers):
            answer = Answer(HTTPStatus.NOT_MODIFIED, answer.headers, b"")
        self._send(answer)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet: the reader's log is the one to watch."""

    def _compress(self, answer: Answer) -> Answer:
        if "gzip" not in self.headers.get("Accept-Encoding", ""):
            return answer._replace(headers=answer.headers | {"Vary": "Accept-Encoding"})
        headers = answer.headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        if etag := headers.get("ETag"):
            # RFC 9110 §8.8.3.3: another content coding is another representation, with its own tag.
            headers["ETag"] = etag[:-1] + '-gzip"'
        return Answer(answer.status, headers, gzip.compress(answer.body, 6, mtime=0))

    def _is_current(self, headers: dict[str, str]) -> bool:
        asked, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if asked is not None:  # RFC 9110 §13.2.2: then If-Modified-Since is ignored
            tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
            return "ETag" in headers and bool(tags & {headers["ETag"], "*"})
        if since is None or "Last-Modified" not in headers:
            return False
        try:
            return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


@contextmanager
def serve(*, seed: int, now: Callable[[], datetime], interval: float | None = 4.0) -> Iterator[Newsroom]:
    """The newsroom, served and publishing something every `interval` seconds (None: only when told to).

    `newsroom.origins` says where each paper is. Leaving the context stops everything within a second.
    """
    stopping = threading.Event()
    with ExitStack() as stack:
        servers = [stack.enter_context(_PaperServer(paper, stopping)) for paper in all_papers()]
        newsroom = Newsroom(seed, now, {server.paper.slug: server.origin for server in servers})
        for server in servers:
            server.newsroom = newsroom
        threads = [
            threading.Thread(target=_accept, args=(servers, stopping), name="newsroom-accept", daemon=True)
        ]
        if interval is not None:
            tick = (newsroom, interval, stopping)
            threads.append(threading.Thread(target=_publish, args=tick, name="newsroom-publish", daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield newsroom
        finally:
            stopping.set()
            for thread in threads:
                thread.join()


def _accept(servers: list[_PaperServer], stopping: threading.Event) -> None:
    """One thread accepts for all papers: a thread each would be a dozen that only wait."""
    with selectors.DefaultSelector() as selector:
        for server in servers:
            selector.register(server, selectors.EVENT_READ, server)
        while not stopping.is_set():
            for ready, _ in selector.select(0.2):
                ready.data.handle_request()


def _publish(newsroom: Newsroom, interval: float, stopping: threading.Event) -> None:
    while not stopping.wait(interval):
        newsroom.publish_next()
