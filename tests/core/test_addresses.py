"""Which addresses may be dialled."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.http import AllowList

NOBODY = AllowList.parse(())

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1
192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::7f00:1
64:ff9b:1::808:808 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe:: 2002:e000:1:: 3fff::1 5f00::1 4000::1 fc00::1 fd00::1
fd00:ec2::254 fd20:ce::254 fe80::1 fe80::1%1 fe80::1%eth0 2606:4700::1%1 febf::1 fec0::1 feff::1
ff02::1 ff0e::1 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 localhost 8.8.8.8/32 1.1.1 - ::g
"""

NEIGHBOURS = """
1.0.0.1 1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15
168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0
192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0
203.0.112.255 203.0.114.0 223.255.255.255 8.8.8.8
::ffff:8.8.8.8 64:ff9b::808:808 2001:200::1 2001:4860:4860::8888 2002:808:808::1 2400:cb00::1 2606:4700::1111
2a00:1450::1 3ffe::1
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_no_private_special_or_misspelt_address_is_dialled(address: str) -> None:
    assert not NOBODY.is_allowed(address, 80)


@pytest.mark.parametrize("address", NEIGHBOURS.split())
def test_public_neighbours_of_refused_ranges_are_dialled(address: str) -> None:
    assert NOBODY.is_allowed(address, 443)


@pytest.mark.parametrize("port", [80, 443, 1024, 3000, 8000, 8080, 8443, 65535])
def test_web_ports_of_public_addresses_are_dialled(port: int) -> None:
    assert NOBODY.is_allowed("8.8.8.8", port)


@pytest.mark.parametrize(
    "port", [-1, 0, 1, 21, 22, 23, 25, 53, 110, 143, 389, 445, 993, 2049, 6000, 6667, 65536]
)
def test_service_ports_of_public_addresses_are_refused(port: int) -> None:
    assert not NOBODY.is_allowed("8.8.8.8", port)


@pytest.mark.parametrize(
    ("entry", "address", "port"),
    [
        ("127.0.0.0/8", "127.9.9.9", 25),
        ("127.0.0.0/8", "::ffff:127.0.0.1", 80),
        ("10.0.0.5", "10.0.0.5", 22),
        ("10.0.0.5:8080", "10.0.0.5", 8080),
        ("10.0.0.0/24:8080", "10.0.0.200", 8080),
        ("::1", "::1", 80),
        ("[::1]", "::1", 80),
        ("[::1]:8000", "::1", 8000),
        ("fd00::/8", "fd12::1", 9),
        ("[fd00::/8]:8000", "fd12::1", 8000),
        ("8.8.8.8:53", "8.8.8.8", 53),
    ],
)
def test_what_is_listed_is_dialled(entry: str, address: str, port: int) -> None:
    assert AllowList.parse((entry,)).is_allowed(address, port)


@pytest.mark.parametrize(
    ("address", "port"),
    [("10.0.0.5", 8081), ("10.0.0.4", 8080), ("10.0.0.6", 8080), ("::1", 8001), ("127.0.0.1", 8080)],
)
def test_neighbours_of_what_is_listed_are_refused(address: str, port: int) -> None:
    assert not AllowList.parse(("10.0.0.5:8080", "[::1]:8000")).is_allowed(address, port)


@pytest.mark.parametrize(
    "entry",
    ["", " ", "localhost", "10.0.0.5:", "10.0.0.5:0", "10.0.0.5:70000", "10.0.0.1/8", "[::1", "::1]:80", "*",
     "0177.0.0.1", "http://10.0.0.5", "10.0.0.5:80:80", "10.0.0.5 "],
)  # fmt: skip
def test_a_wrong_entry_is_named_in_the_error(entry: str) -> None:
    with pytest.raises(ValueError, match=r"address or network|port lies") as caught:
        AllowList.parse(("10.0.0.5", entry))
    assert repr(entry) in str(caught.value)


PRIVATE_V4 = st.sampled_from(
    ["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
).flatmap(lambda network: st.ip_addresses(network=network))


@given(PRIVATE_V4, st.integers(0, 2**80 - 1), st.sampled_from(["::", "::ffff:0:0", "64:ff9b::", "2002::"]))
def test_no_wrapping_makes_a_private_address_public(inner: IPv4Address, rest: int, prefix: str) -> None:
    if prefix == "2002::":
        wrapped = int(IPv6Address(prefix)) | int(inner) << 80 | rest
    else:
        wrapped = int(IPv6Address(prefix)) | int(inner)
    assert not NOBODY.is_allowed(str(IPv6Address(wrapped)), 80)


@given(st.ip_addresses())
def test_everything_dialled_is_global_unicast(address: IPv4Address | IPv6Address) -> None:
    unicast = IPv6Network("2000::/3") if address.version == 6 else IPv4Network("0.0.0.0/1")
    carries_v4 = address in IPv6Network("64:ff9b::/96") or address in IPv6Network("::ffff:0:0/96")
    if NOBODY.is_allowed(str(address), 80) and not carries_v4:
        assert address in unicast or (address.version == 4 and int(address) < 0xE000_0000)
