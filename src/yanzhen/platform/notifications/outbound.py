"""The way out to robots and other addresses: https to public hosts only, unless the installation allows more.

The address is looked at when it is entered, and again at each connection, so that neither a redirect nor a name that
has come to mean another machine leads into the firm's own network.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import outside
from yanzhen.platform.outside import Forbidden

_guard = threading.local()


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
    if not settings.PRIVATE_ADDRESSES:
        outside.addresses(host, port)


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
