"""Which machines outside may be reached: the one question before every connection that somebody's input leads to."""

import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(OSError):
    """The place lies inside a private network, or is none."""


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large, also when it is an IPv4 address in IPv6 clothes."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        clothed = ip.ipv4_mapped or ip.sixtofour
        if clothed is not None:
            return is_public(str(clothed))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def addresses(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """The addresses of a name; `Forbidden` when any of them is not public, another `OSError` when it is not known."""
    try:
        found = {str(place[0]) for *_kind, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except UnicodeError as error:
        raise Forbidden(f"{host[:80]} is not a name: {error}") from error
    for address in () if allow_private else found:
        if not is_public(address):
            raise Forbidden(f"{host} leads into a private network ({address}).")
    return sorted(found)
