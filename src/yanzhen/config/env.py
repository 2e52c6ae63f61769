"""Typed reading of the environment: an odd value stops the start with a sentence, not a later surprise."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The stripped value of NAME; an empty value counts as not given."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes or no; anything that is neither is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0 (also true/false, yes/no, on/off), not {value!r}.")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number within its bounds."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return number


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def web_address(name: str) -> str:
    """The http or https address of a site, without a path; empty when it is not given."""
    value = text(name)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} must be like https://sales.example.com, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def tile_origin(template: str) -> str:
    """Where map tiles come from, for the content policy: the scheme and host of https://host/{z}/{x}/{y}.png."""
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not all(f"{{{n}}}" in template for n in "xyz"):
        raise ImproperlyConfigured(
            f"YANZHEN_MAP_TILES must be like https://tiles.example.com/{{z}}/{{x}}/{{y}}.png, not {template!r}."
        )
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points to; never both."""
    value, path = text(name), text(f"{name}_FILE")
    if value and path:
        raise ImproperlyConfigured(f"Give either {name} or {name}_FILE, not both.")
    if not path:
        return value or default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error


def database(url: str, root: Path) -> dict[str, object]:
    """Name, user, password, host and port out of sqlite:///path or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.netloc + parts.path)
        if path.removeprefix("/") in {"", ":memory:"}:
            raise ImproperlyConfigured(
                "DATABASE_URL for SQLite needs a file, for example sqlite:///var/yanzhen.sqlite3."
            )
        # sqlite:///relative and sqlite:////absolute, as elsewhere.
        return {"vendor": "sqlite", "NAME": str(root / path.removeprefix("/"))}
    if parts.scheme in {"postgres", "postgresql"}:
        # An address with host=/folder in its query means a Unix socket.
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise ImproperlyConfigured("DATABASE_URL for PostgreSQL needs a database name after the host.")
        return {
            "vendor": "postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {key: unquote(value) for key, value in query.items()},
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must start with sqlite:/// or postgresql://, not {parts.scheme or 'nothing'}:."
    )


def mail(url: str) -> dict[str, dict[str, object]]:
    """Django's MAILERS for sending mail by `url`; with none, mail goes nowhere."""
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("YANZHEN_MAIL must read smtp://name:password@host:587 or smtps://….")
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and bool(parts.username),
        "timeout": 15,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
