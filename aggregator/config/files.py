"""The configuration file on disk, read whole or not at all."""

import hashlib
import os
import stat
from pathlib import Path

from aggregator.config.document import MAX_BYTES
from aggregator.errors import ConfigError, Problem

Signature = tuple[int, ...]
"""Changes whenever the file does."""


def read(path: Path) -> bytes:
    """The bytes of a regular file. Raises ConfigError; never blocks, as opening a FIFO would."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refusal(path, _reason(error)) from None
    try:
        return _read(path, descriptor)
    except OSError as error:
        raise _refusal(path, _reason(error)) from None
    finally:
        os.close(descriptor)


def _read(path: Path, descriptor: int) -> bytes:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise _refusal(path, "is not a regular file")
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        body = stream.read(MAX_BYTES + 1)  # one more than parse accepts, so that it says what is wrong
    if _signature(os.fstat(descriptor)) != _signature(before):
        raise _refusal(path, "was written to while it was read; it is read again soon")
    return body


def file_digest(path: Path) -> str:
    """The SHA-256 of the file, by which it is confirmed. Raises ConfigError when it cannot be read."""
    return digest(read(path))


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def signature(path: Path) -> Signature:
    """What stat says of the file, or why it says nothing."""
    try:
        return _signature(path.stat())
    except OSError as error:
        return (error.errno or 0,)


def _signature(status: os.stat_result) -> Signature:
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)


def _reason(error: OSError) -> str:
    reason = (error.strerror or "unknown reason").lower()
    return f"cannot be read: {reason}; name another file with --config or AGGREGATOR_CONFIG"


def _refusal(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(str(path), 1, 1, "", message),))
