"""Which Internet addresses are public: own tables, the same under every Python version.

`ipaddress.is_global` is no filter: up to Python 3.13 it calls multicast, Azure's 168.63.129.16, NAT64 and IPv4-compatible forms of
127.0.0.1, site-local and other special ranges global. Sources of the tables: the IANA registries of special-purpose IPv4 and IPv6
addresses (RFC 6890), and for the forms that hold an IPv4 address in an IPv6 one RFC 4291 (mapped, compatible), RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 4380 (Teredo) and RFC 5214 (ISATAP).
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers (RFC 6598); Alibaba's metadata service too
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, reachable from every virtual machine
        "169.254.0.0/16",  # link-local; the metadata service of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata service too
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels (AMT)
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # the only block given out for global unicast
_NOT_PUBLIC_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})  # upper half of the interface identifier


def is_public(address: str) -> bool:
    """Tell whether `address`, an IPv4 or IPv6 literal as the socket layer writes it, may be connected to.

    A scope (`%eth0`) is never public; text that is no address isn't either.
    """
    try:
        parsed = ip_address(address)
    except (ValueError, AddressValueError):
        return False
    return _public_v4(parsed) if isinstance(parsed, IPv4Address) else _public_v6(parsed)


def _public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _NOT_PUBLIC_V4)


def _public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in _MAPPED or address in _NAT64:
        return _public_v4(IPv4Address(int(address) & 0xFFFF_FFFF))
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return False
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)
