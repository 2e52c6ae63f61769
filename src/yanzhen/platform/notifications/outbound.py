"""The way out to robots and other addresses: https to public hosts only, unless the installation allows more.

The address is looked at when it is entered, and again at each connection, so that neither a redirect nor a name that
has come to mean another machine leads into the firm's own network.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken

TIMEOUT = 10
_guard = threading.local()


class Forbidden(OSError):
    """A connection to a place that robots may not reach."""


def check(address: str, field: str = "address") -> None:
    """Refuse an address of another kind, or of a machine inside."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    allowed = {"https", "http"} if settings.PRIVATE_ADDRESSES else {"https"}
    if parts.scheme not in allowed or not host or "@" in parts.netloc:
        raise RuleBroken(_("An address like https://example.com/hook, please."), field=field, code="address")
    try:
        reachable(host, port)
    except Forbidden as error:
        raise RuleBroken(
            _("This address lies inside a private network, which robots must not reach."), field=field, code="private"
        ) from error
    except OSError:
        return  # not known at the moment; looked at again when something is sent


def reachable(host: str, port: int) -> None:
    """Raise `Forbidden` when any address of this host is not a public one."""
    if settings.PRIVATE_ADDRESSES:
        return
    for *_kind, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        ip = ipaddress.ip_address(str(place[0]).partition("%")[0])
        plain = getattr(ip, "ipv4_mapped", None) or ip
        if not plain.is_global or plain.is_multicast or plain.is_reserved:
            raise Forbidden(f"{host} is {ip}, inside a private network")


@contextmanager
def guarded() -> Iterator[None]:
    """Every connection of this thread made by urllib3 is looked at while this lasts."""
    _install()
    _guard.on = True
    try:
        yield
    finally:
        _guard.on = False


_installed = False


def _install() -> None:
    """Put the guard before the one function by which urllib3 opens connections."""
    global _installed
    if _installed:
        return
    from urllib3.util import connection

    plain = connection.create_connection

    def create_connection(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        sock = plain(address, *args, **kwargs)
        if getattr(_guard, "on", False):
            try:
                # The peer itself, not its name: between two look-ups a name can change.
                reachable(str(sock.getpeername()[0]), address[1])
            except OSError:
                sock.close()
                raise
        return sock

    connection.create_connection = create_connection  # type: ignore[assignment]
    _installed = True
