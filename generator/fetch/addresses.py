"""Which network addresses a feed may lie at: public ones only.

A deny list of our own, because ``ipaddress.is_global`` of Python 3.11 calls several special ranges
global. The ranges are those of the special-purpose registries of IANA (RFC 6890 and its updates),
multicast, the retired ones, and every form of IPv6 address that carries an IPv4 address.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

_DENIED = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "an address of this host"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's private address"),
        ("127.0.0.0/8", "a loopback address"),
        ("168.63.129.16/32", "a cloud metadata address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a documentation address"),
        ("192.88.99.0/24", "a 6to4 relay address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "a benchmarking address"),
        ("198.51.100.0/24", "a documentation address"),
        ("203.0.113.0/24", "a documentation address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an address of this host"),
        ("::1/128", "a loopback address"),
        ("::ffff:0:0/96", "an IPv4 address in IPv6 form"),
        ("::/96", "an IPv4 address in IPv6 form"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "a documentation address"),
        ("2002::/16", "an IPv4 address in 6to4 form"),
        ("3fff::/20", "a documentation address"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that IANA has given out (RFC 4291, section 2.4)


def find_refusal(address: str) -> str | None:
    """Return why nothing is fetched from an IP address, as a clause, or ``None`` when it is public.

    A zone (``fe80::1%eth0``) is ignored. Raises ``ValueError`` on what is no IP address.
    """
    ip = ip_address(address.partition("%")[0])
    for network, kind in _DENIED:
        if _holds(network, ip.version) and ip in network:
            return f"{ip} is {kind}"
    if ip.version == 6 and ip not in _GLOBAL_V6:
        return f"{ip} is a reserved address"
    return None


def _holds(network: IPv4Network | IPv6Network, version: int) -> bool:
    return network.version == version
