"""Who answers for a source: the paper, and whoever owns it."""

from dataclasses import dataclass

from aggregator.model import Source
from aggregator.urls import host_of, registrable_domain

_OFFICIAL = (".go.id", ".mil.id", ".desa.id")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Sources of one name are one paper, that of one owner no other voice; `official` is an office, no newspaper."""

    name: str
    owner: str
    official: bool = False


def publisher_of(source: Source) -> Publisher:
    """The publisher of a source: by its address, as far as the operator does not say who it is.

    Nobody registers a bare address or a name without a dot: such a source is a publisher of its own.
    """
    host = host_of(source.url).removeprefix("www.")
    domain = registrable_domain(host)
    own = "." not in domain or domain[-1].isdigit() or domain.startswith("[")
    owner = source.owner or (source.slug if own else domain)
    official = f".{host}".endswith(_OFFICIAL) if source.official is None else source.official
    return Publisher(f"{owner} {source.slug if own else host}", owner, official)
