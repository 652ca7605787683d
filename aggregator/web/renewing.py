"""One thread of each process renews what is kept, so that no reader waits for it."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

import structlog

log = structlog.get_logger()

Work = Callable[[], None]


class Renewals:
    """Runs what it is given, one after the other, in a thread that starts with the first and ends with the process."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Work] = SimpleQueue()
        self._thread: Thread | None = None

    def add(self, work: Work) -> None:
        """Runs this soon."""
        self._waiting.put(work)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="renewals", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                self._waiting.get()()
            except Exception:  # what is kept goes on, and the next request tries again
                log.exception("renewal.failed")
