"""Reading an untyped record (feedparser's dictionaries, parsed JSON) without trusting its shape.

Whatever is missing, null or of an odd type reads as empty: one strange field never costs its entry.
"""

from collections.abc import Mapping

Record = Mapping[str, object]
_EMPTY: Record = {}


def string(record: Record, *keys: str) -> str:
    """The first of `keys` that holds text; numbers count as text (JSON Feed ids often are), `""` for none."""
    for key in keys:
        value = _plain(record, key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def integer(record: Record, *keys: str) -> int | None:
    """The first of `keys` that holds a whole number ≥ 0, as a number or in digits."""
    for key in keys:
        digits = string(record, key).strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 18:
            return int(digits)
    return None


def child(record: Record, key: str) -> Record:
    """The record under `key`."""
    value = _plain(record, key)
    return value if isinstance(value, Mapping) else _EMPTY


def children(record: Record, key: str) -> tuple[Record, ...]:
    """The records in the list under `key`; what is no record is left out."""
    value = _plain(record, key)
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def strings(record: Record, key: str) -> tuple[str, ...]:
    """The texts in the list under `key`."""
    value = _plain(record, key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _plain(record: Record, key: str) -> object:
    """Without feedparser's aliases: its `updated` silently falls back to `published`."""
    return dict.get(record, key) if isinstance(record, dict) else record.get(key)
