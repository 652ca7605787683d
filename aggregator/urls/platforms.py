"""Whose servers an address belongs to, as far as its name tells."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=8192)
def platform_of(url: str) -> str:
    """The registrable domain of an http(s) URL, `palpres.bacakoran.co` → `bacakoran.co`.

    Domains that hosts let to others (`*.blogspot.com`) are one platform: behind them stand the same servers. An IP
    address or a name without a dot is one by its port, "" what is no URL with a host.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if ":" in host or "." not in host or host.replace(".", "").isdigit():
        return f"{host}:{port or (443 if parts.scheme == 'https' else 80)}" if host else ""
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)
