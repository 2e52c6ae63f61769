"""People named in a note: `@` and a name in what is typed, `@[key]` in what is kept."""

import re
from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import Person, directory

TOKEN = re.compile(r"@\[(\d{1,18})\]")
NAMED = re.compile(r"(?<![\w@.])@([A-Za-z0-9_][\w.+-]{0,149})")
MOST = 30


def keys(text: str) -> list[int]:
    """The people whom a kept text names."""
    return list(dict.fromkeys(int(key) for key in TOKEN.findall(text)))


def resolved(text: str, chosen: Iterable[int], actor: Actor) -> tuple[str, dict[int, Person]]:
    """The text as it is kept, and whom it names: picked people, sign-in names, keys that a program gives."""
    wanted = {*keys(text), *chosen}
    if len(wanted) > MOST:
        raise RuleBroken(_("A note names at most {most} people.").format(most=MOST), field="text", code="many_mentions")
    known = directory().acquainted(wanted, actor=actor) if wanted else {}
    if set(keys(text)) - set(known):
        raise RuleBroken(_("A person named here does not exist."), field="text", code="unknown_person")
    for person in sorted(known.values(), key=lambda p: -len(p.name)):
        text = text.replace(f"@{person.name}", f"@[{person.user_id}]")
    text = _with_usernames(text, known, actor)
    return text, {key: known[key] for key in keys(text)}


def _with_usernames(text: str, known: dict[int, Person], actor: Actor) -> str:
    """Sign-in names that were typed out become keys; what is nobody's name stays as it is."""

    def key(match: re.Match[str]) -> str:
        typed = match.group(1)
        bare = typed.rstrip(".")
        found = next((p for p in directory().colleagues(bare, actor=actor) if p.username == bare), None)
        if found is None:
            return match.group()
        known[found.user_id] = found
        return f"@[{found.user_id}]{typed[len(bare) :]}"

    return NAMED.sub(key, text, count=MOST)


def names(texts: Iterable[str]) -> dict[int, str]:
    """The names of everybody whom these texts mention, with one query."""
    wanted = {key for text in texts for key in keys(text)}
    return {key: person.name for key, person in directory().people(wanted).items()} if wanted else {}


def plain(text: str, known: Mapping[int, str]) -> str:
    """A kept text as people read it."""
    return TOKEN.sub(lambda match: f"@{known.get(int(match.group(1)), '…')}", text)


def html(text: str, known: Mapping[int, str]) -> SafeString:
    """The same for a page, mentions marked."""
    parts = TOKEN.split(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="named">@{}</span>', known.get(int(part), "…")) if index % 2 else part,)
            for index, part in enumerate(parts)
        ),
    )
