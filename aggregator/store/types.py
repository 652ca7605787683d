"""Column types that take and give the values of `model`, the same on every database."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    LargeBinary,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeEngine

from aggregator.dates.epoch import from_microseconds, to_microseconds
from aggregator.search import BREAK

T = TypeVar("T")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970: exact, ordered and equally so on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """A naive datetime raises TypeError: nobody can say which moment it means."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        return None if value is None else from_microseconds(value)


class CleanText(TypeDecorator[str]):
    """Text that every database can hold.

    NUL (which PostgreSQL refuses) and lone surrogates (which have no UTF-8) should have been taken out long
    before; if one slips through, it is dropped or replaced here: it costs a character and not the poll.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without NUL, lone surrogates as question marks."""
        if value is None or value.isascii():
            return value and value.replace("\0", "")
        return value.replace("\0", "").encode(errors="replace").decode()


class Name(CleanText):
    """Text that is compared and sorted byte by byte, whatever the database's language: keys and slugs."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """SQLite sorts so by itself. In PostgreSQL an index in a language breaks when its rules change."""
        return Text(collation="C" if dialect.name == "postgresql" else None)


class Digest(TypeDecorator[str]):
    """128 bits that stand for a text of any length.

    PostgreSQL indexes no value over 2,704 bytes, and publishers send longer guids than that.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """The digest; nothing turns it back."""
        return None if value is None else blake2b(value.encode(errors="replace"), digest_size=16).digest()


class Words(TypeDecorator[tuple[str, ...]]):
    """Words in their order (`search.indexed`), as each database's index of words takes them. Only to be written."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL has a type for them."""
        return TSVECTOR() if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """The words with spaces between, or each with its places (PostgreSQL §8.11.1)."""
        if value is None:
            return None
        if dialect.name != "postgresql":
            return " ".join(value)
        places: dict[str, list[str]] = {}
        for place, word in enumerate(value, 1):
            if word != BREAK:
                places.setdefault(word, []).append(str(place))
        return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


class Values(TypeDecorator[tuple[T, ...]], Generic[T]):
    """A tuple of flat values as JSON; `make` builds one of them from its parts."""

    impl = JSON
    cache_ok = True

    def __init__(self, make: Callable[..., T]) -> None:
        super().__init__()
        self.make = make

    def process_bind_param(self, value: tuple[T, ...] | None, dialect: Dialect) -> list[list[object]]:
        """One array per value, its fields in order."""
        return [_parts(item) for item in value or ()]

    def process_result_value(self, value: list[list[object]] | None, dialect: Dialect) -> tuple[T, ...]:
        """The values as they were."""
        return tuple(self.make(*parts) for parts in value or ())


def _parts(value: Any) -> list[object]:
    if isinstance(value, tuple):
        return list(value)
    return [getattr(value, field.name) for field in fields(value)]
