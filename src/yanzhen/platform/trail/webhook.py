"""Sending a small JSON document to an https address outside: signed, checked, and never into a private network.

The name is resolved once and the connection goes to the address that was checked, so that a name which answers
differently the second time leads nowhere. Redirects are not followed.
"""

import hashlib
import hmac
import http.client
import socket
import ssl
from urllib.parse import urlsplit

from yanzhen.platform import outside

SECONDS = 10.0


class NotSent(Exception):
    """It did not arrive; the message says why."""


def signature(secret: str, body: bytes) -> str:
    """What the header `X-Yanzhen-Signature` holds: HMAC-SHA256 of the body, in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(url: str, body: bytes, *, secret: str, allow_private: bool = False) -> None:
    """Deliver `body`; raise `NotSent` unless the other side answers 2xx."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NotSent("The address must begin with https://.")
    try:
        port = parts.port or 443
    except ValueError as error:
        raise NotSent("The port is not a number.") from error
    address = _checked(parts.hostname, port, allow_private)
    connection = _Pinned(parts.hostname, port, address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "User-Agent": "Yanzhen"}
    if secret:
        headers["X-Yanzhen-Signature"] = signature(secret, body)
    try:
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}"[:400]) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotSent(f"The other side answered {status}.")


def _checked(host: str, port: int, allow_private: bool) -> str:
    """The one address to connect to; refused when any address of the name lies in a private network."""
    try:
        return outside.addresses(host, port, allow_private=allow_private)[0]
    except outside.Forbidden as error:
        raise NotSent(f"{error}") from error
    except OSError as error:
        raise NotSent(f"The name {host} is not known: {error}") from error


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, and asks for the certificate of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._context_of_ours = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._context_of_ours)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=SECONDS)
        self.sock = self._context_of_ours.wrap_socket(plain, server_hostname=self.host)
