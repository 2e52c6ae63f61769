"""Secrets that must be read again, such as those of authenticators and outside sign-ins: sealed with the secret key."""

from yanzhen.platform import sealing


def seal(text: str) -> str:
    """The text, readable only with this installation's secret key."""
    return sealing.seal(text) if text else ""


def unseal(sealed: str) -> str:
    """What was sealed; nothing when the secret key has been lost since."""
    try:
        return sealing.unseal(sealed) if sealed else ""
    except sealing.Unreadable:
        return ""
