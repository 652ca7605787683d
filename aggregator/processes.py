"""What a process of ours needs of its surroundings: an end with its parent, and an interpreter set for many objects."""

import contextlib
import ctypes
import gc
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_YOUNG = 10_000


def end_with(parent: int) -> None:
    """On Linux, this process gets SIGTERM when `parent`, the process that started it, is gone, even by kill -9."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the process that started this one is gone")


def collect_less_often() -> None:
    """Has Python look for garbage in cycles after every 10,000 new objects instead of every 700.

    What is alive of stories are some hundred thousand objects without cycles; walking over them for every poll was a
    quarter of what finding stories cost (`python -m tests.quality.cost`).
    """
    gc.set_threshold(_YOUNG, 20, 50)
