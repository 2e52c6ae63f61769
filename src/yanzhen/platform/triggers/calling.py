"""Calls to web addresses: public ones only, signed, with a limit of time, and never led elsewhere.

The name is looked up once, and the connection goes to the address that was looked at. A timer breaks off what hangs,
also one that answers a byte at a time.
"""

import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yanzhen.platform import outside

TIME_LIMIT = 10.0


class NotTaken(Exception):
    """Why a call did not arrive, in words for whoever keeps the trigger."""


def signing_key(trigger: int) -> str:
    """The key with which the calls of a trigger are signed, for whoever checks them."""
    return salted_hmac("yanzhen.trigger", str(trigger), algorithm="sha256").hexdigest()


def signature(body: bytes, *, key: str, moment: str) -> str:
    """What the header says: the HMAC-SHA256 of moment, point and body."""
    return hmac.new(key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def post(address: str, payload: dict[str, Any], *, key: str, delivery: int) -> int:
    """Post a payload; gives the status of the answer, raises `NotTaken` for anything but a yes."""
    parts, body, moment = urlsplit(address), orjson.dumps(payload), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Yanzhen",
        "X-Yanzhen-Delivery": str(delivery),
        "X-Yanzhen-Timestamp": moment,
        "X-Yanzhen-Signature": f"sha256={signature(body, key=key, moment=moment)}",
    }
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        status = _asked(connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
    except outside.Forbidden as error:
        raise NotTaken(_("The address lies inside a private network.")) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTaken(_in_words(error)) from error
    if 300 <= status < 400:
        raise NotTaken(_("The other side wanted to send us elsewhere ({status}).").format(status=status))
    if not 200 <= status < 300:
        raise NotTaken(_("The other side answered {status}.").format(status=status))
    return status


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError | _BrokenOff):
        return _("No answer within {seconds} seconds.").format(seconds=int(TIME_LIMIT))
    return f"{type(error).__name__}: {error}"[:200]


class _BrokenOff(OSError):
    """The time was over."""


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """A connection to the first address of a name, after all of them were looked at."""
    wanted = port or (443 if scheme == "https" else 80)
    found = outside.addresses(host, wanted, allow_private=settings.PRIVATE_ADDRESSES)
    if not found:
        raise OSError(_("This name is not known."))
    sock = socket.create_connection((found[0], wanted), timeout=TIME_LIMIT)
    made = http.client.HTTPConnection(host, wanted, timeout=TIME_LIMIT)
    made.default_port = 443 if scheme == "https" else 80
    if scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except OSError:
            sock.close()
            raise
    made.sock = sock
    return made


def _asked(connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; its words are not read."""
    sock, over = connection.sock, threading.Event()

    def break_off() -> None:
        over.set()
        with contextlib.suppress(OSError):  # it may have ended by itself
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(TIME_LIMIT, break_off)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if over.is_set():
            raise _BrokenOff from error
        raise
    finally:
        timer.cancel()
        connection.close()
