"""Which addresses are refused."""

from __future__ import annotations

import pytest

from generator.fetch.addresses import find_refusal

REFUSED = [
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.0.1.1", "198.20.0.1", "100.128.0.1"]
PUBLIC_V6 = ["2606:4700:4700::1111", "2a00:1450:4001::1", "2400:cb00::1"]


@pytest.mark.parametrize("address", REFUSED)
def test_refuses_addresses_that_are_not_public(address: str) -> None:
    """Private, loopback, link-local, reserved and embedding addresses are refused."""
    refusal = find_refusal(address)
    assert refusal is not None
    assert " is a" in refusal


@pytest.mark.parametrize("address", PUBLIC + PUBLIC_V6)
def test_lets_public_addresses_through(address: str) -> None:
    """A public address is not refused."""
    assert find_refusal(address) is None


def test_says_what_kind_of_address_it_is() -> None:
    """The reason names the address and its kind."""
    assert find_refusal("127.0.0.1") == "127.0.0.1 is a loopback address"
    assert find_refusal("169.254.169.254") == "169.254.169.254 is a link-local address"


def test_what_is_no_address_is_an_error() -> None:
    """A name is not an address: it must be looked up first."""
    with pytest.raises(ValueError, match="localhost"):
        find_refusal("localhost")
