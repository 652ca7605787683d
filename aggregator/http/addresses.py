"""Which addresses may be dialled: public unicast on web ports, and what the operator has listed.

The table is our own because `ipaddress.is_global` of Python 3.11 passes multicast, NAT64, 6to4, site-local
and IPv4-compatible addresses, and the cloud metadata address 168.63.129.16.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

# The IANA special-purpose registry (RFC 6890), multicast, class E, and one address of a cloud's insides.
_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host: metadata, DHCP, DNS
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)

# All of IPv6 that is public lies here (RFC 4291 §2.4 and IANA's registry); everything else is refused unseen,
# IPv4-compatible, IPv4-translated, local NAT64 (RFC 8215), unique-local, link- and site-local included.
_PUBLIC_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # protocol assignments: Teredo, ORCHID, benchmarking (RFC 2928)
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_6TO4 = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")

# Ports above 1023 that browsers refuse too, since what listens there can be made to misread HTTP
# ("bad port", https://fetch.spec.whatwg.org/#port-blocking).
_BAD_PORTS = frozenset(
    (1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080)
)


def is_public(address: _Address) -> bool:
    """Whether the address is globally routable unicast, also inside the forms that carry IPv4."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return False
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052) address leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        return address.sixtofour
    return address.ipv4_mapped


def _is_web_port(port: int) -> bool:
    """Whether a web server may be expected there: 80, 443, or an unreserved port that browsers dial."""
    return port in {80, 443} or (1024 <= port <= 65535 and port not in _BAD_PORTS)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the allow-list. Without a port, every port of the network is meant."""

    network: _Network
    port: int | None

    def covers(self, address: _Address, port: int) -> bool:
        return address in self.network and self.port in {None, port}


@dataclass(frozen=True, slots=True)
class AllowList:
    """The private addresses that may be dialled all the same. Empty by default: public web ports only."""

    entries: tuple[_Entry, ...] = ()

    @classmethod
    def parse(cls, texts: tuple[str, ...]) -> "AllowList":
        """Reads `127.0.0.0/8`, `10.0.0.5:8080`, `::1`, `[::1]:8000`; ValueError names the wrong one."""
        return cls(tuple(_parse_entry(text) for text in texts))

    def is_allowed(self, address: str, port: int) -> bool:
        """Whether a connection to this address, as a numeric string, and port may be opened."""
        try:
            target = ip_address(address)
        except ValueError:
            return False
        if isinstance(target, IPv6Address) and target.ipv4_mapped is not None:
            target = target.ipv4_mapped  # the kernel dials the IPv4 address
        listed = any(entry.covers(target, port) for entry in self.entries)
        return listed or (is_public(target) and _is_web_port(port))


_BRACKETED = re.compile(r"\[([^\[\]]+)\](?::([0-9]{1,5}))?")
_WITH_PORT = re.compile(r"([^:\[\]]+):([0-9]{1,5})")


def _parse_entry(text: str) -> _Entry:
    matched = _BRACKETED.fullmatch(text) or _WITH_PORT.fullmatch(text)
    network, port = matched.groups() if matched else (text, None)
    try:
        entry = _Entry(ip_network(network), None if port is None else int(port))
    except ValueError as exc:
        raise ValueError(
            f"{text!r} is not an address or network with an optional port "
            f"(such as 127.0.0.0/8, 10.0.0.5:8080 or [::1]:8000): {exc}"
        ) from exc
    if entry.port is not None and not 1 <= entry.port <= 65535:
        raise ValueError(f"{text!r}: a port lies between 1 and 65535")
    return entry
