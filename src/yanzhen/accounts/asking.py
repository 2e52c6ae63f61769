"""What is asked when somebody asks why: an address, a record or a function, for oneself or for another person."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from yanzhen.accounts.models import User
from yanzhen.accounts.permissions import EXPLAIN
from yanzhen.accounts.queries import users, why
from yanzhen.accounts.queries.why import Answer, Step
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Noun


@dataclass(frozen=True)
class Asked:
    """What is asked about: a record, or what a page needs."""

    noun: Noun | None = None
    pk: int | None = None
    code: str = ""
    is_page: bool = True


def person_of(actor: Actor, chosen: User | None) -> User:
    """Whom to explain for."""
    return chosen if chosen is not None and actor.can(EXPLAIN) else users.by_id(actor.user_id)


def asked_of(path: str, given: Any) -> Asked:
    """What an address of ours, or a kind and a key, ask for."""
    if given.get("noun"):
        noun = next((n for n in nouns.all_nouns() if n.name == given["noun"]), None)
        if noun is None:
            return Asked(is_page=False)
        key = str(given.get("id", ""))
        pk = int(key) if key.isascii() and key.isdigit() and len(key) < 20 else None
        return Asked(noun, pk, noun.code("view"))
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return Asked(is_page=False)
    if match.view_name == "no_such_address" or match.view_name.startswith("api"):
        return Asked(is_page=False)
    code = getattr(match.func, "function_code", "")
    pk = match.kwargs.get("pk")
    noun = next((n for n in nouns.all_nouns() if match.view_name.startswith(f"{n.app}:{n.model_name}_")), None)
    return Asked(noun if pk is not None else None, pk, code)


def answered(asked: Asked, person: User, actor: Actor) -> Answer:
    """The answer for a person, as far as `actor` may know it."""
    limits = actor if person.pk == actor.user_id else None
    if asked.noun is not None and asked.pk is not None:
        return why.of_record(
            asked.noun,
            asked.pk,
            person,
            code=asked.code,
            full=actor.can(EXPLAIN) and actor.seen_by is None,
            limits=limits,
        )
    if asked.code:
        return why.of_function(asked.code, person)
    if not asked.is_page:
        return Answer(False, _("this address"), [Step(False, _("There is no such page."))])
    text = _("This page opens to everybody who has signed in.")
    return Answer(True, _("this page"), [Step(True, text)])


def for_program(actor: Actor, given: dict[str, Any]) -> tuple[Answer, User]:
    """The same for the API: by `noun` and `id`, or by `function`; `person` for those who explain rights."""
    chosen = None
    if given.get("person") is not None:
        actor.require(EXPLAIN)
        chosen = users.visible(actor).filter(pk=given["person"]).first()
        if chosen is None:
            raise Http404
    person = person_of(actor, chosen)
    if given.get("function"):
        return answered(Asked(code=given["function"]), person, actor), person
    return answered(asked_of(given.get("path") or "/", given), person, actor), person
