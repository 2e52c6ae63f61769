"""Functions: what a person may do. Each app declares its own in `permissions.py`; roles collect them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

ACTS = {"view": _("see"), "add": _("create"), "change": _("edit"), "remove": _("remove"), "export": _("export")}


@dataclass(frozen=True)
class Function:
    """One thing a person may be allowed to do, and the standard roles that may from the start."""

    code: str
    label: object
    roles: frozenset[str] = frozenset()


_registry: dict[str, Function] = {}


def declare(code: str, label: object, roles: Iterable[str]) -> str:
    """Register a function and return its code."""
    _registry[code] = Function(code, label, frozenset(roles))
    return code


def _words(act: str, noun: str) -> str:
    things = apps.get_model(noun)._meta.verbose_name_plural
    return pgettext("what a function allows", "{act} {things}").format(act=ACTS[act], things=things)


def declare_noun(
    noun: str,
    *,
    view: Iterable[str],
    edit: Iterable[str] = (),
    remove: Iterable[str] | None = None,
    export: Iterable[str] = (),
) -> None:
    """Register seeing, creating, editing, removing and exporting one kind of record (`crm.customer`)."""
    app, name = noun.split(".")
    edit = tuple(edit)
    roles = {"view": view, "add": edit, "change": edit, "remove": edit if remove is None else remove, "export": export}
    for act in ACTS:
        declare(f"{app}.{act}_{name}", lazy(_words, str)(act, noun), roles[act])


def is_read_or_approval(code: str) -> bool:
    """Whether a function only shows something, or decides on what others ask for."""
    return code.partition(".")[2].startswith(("view_", "see_", "approve_", "decide_"))


def discover(room: str) -> None:
    """Import the module `room` of every app of ours that has one."""
    _import_all(room, tuple(config.name for config in apps.get_app_configs() if config.name.startswith("yanzhen.")))


@cache
def _import_all(room: str, names: tuple[str, ...]) -> None:
    """Once a process: looking for a module that is not there goes to the disk each time."""
    for name in names:
        if find_spec(f"{name}.{room}"):
            import_module(f"{name}.{room}")


def all_functions() -> dict[str, Function]:
    """Every declared function by its code."""
    discover("permissions")
    return dict(sorted(_registry.items()))


def by_app() -> dict[str, list[Function]]:
    """Every declared function under the name of its app."""
    found: dict[str, list[Function]] = {}
    for code, function in all_functions().items():
        found.setdefault(str(apps.get_app_config(code.split(".")[0]).verbose_name), []).append(function)
    return found


def in_words(codes: Iterable[str]) -> list[str]:
    """What these functions allow; the code of one that is no longer declared."""
    known = all_functions()
    return [str(known[code].label) if code in known else code for code in codes]


def of_role(role: str) -> list[str]:
    """Codes that a standard role holds from the start."""
    return [code for code, function in all_functions().items() if role in function.roles]
