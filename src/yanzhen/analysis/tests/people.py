"""The five who are always there: director, manager, representative, teammate, stranger."""

from typing import Any

from django.test import Client

from yanzhen.analysis.tests.books import Books, model
from yanzhen.platform import functions, roles


def signed_in(username: str, role: str, reach: str, employee: Any = None, unit: Any = None) -> Client:
    """A browser of a new person with one standard role."""
    held, _made = model("accounts.Role").objects.get_or_create(
        code=role, defaults={"name": role, "functions": functions.of_role(role)}
    )
    user = model("accounts.User").objects.create(
        username=username, employee=employee, language="en", amount_unit="yuan"
    )
    model("accounts.Grant").objects.create(user=user, role=held, reach=reach, unit=unit)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["yanzhen_language"] = "en"
    return client


def director(books: Books) -> Client:
    return signed_in("director", roles.DIRECTOR, "all")


def manager(books: Books) -> Client:
    """Heads EAST, with EAST-1 below it."""
    return signed_in("manager", roles.MANAGER, "unit", books.people[1], books.units[1])


def representative(books: Books) -> Client:
    return signed_in("rep", roles.REP, "own", books.people[2])


def teammate(books: Books) -> Client:
    return signed_in("mate", roles.REP, "own", books.people[3])


def stranger(books: Books) -> Client:
    """Keeps accounts, and sees no sales."""
    return signed_in("stranger", roles.HR, "all")
