"""Finding people by name at the terminal."""

from django.core.management.base import CommandError

from yanzhen.accounts.models import User
from yanzhen.accounts.queries import users

SHOWN = 40


def person(username: str) -> User:
    """The user with this sign-in name; otherwise a message that lists who there is."""
    user = users.by_name(username)
    if user is None:
        names = users.names()
        more = f" … and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        known = (
            f"There are: {', '.join(names[:SHOWN])}{more}."
            if names
            else "There is nobody yet; try `yanzhen user create`."
        )
        raise CommandError(f"Nobody signs in as “{username}”. {known}")
    return user
