"""The steps of going live, what always has to be done in them, and how far it is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import data
from yanzhen.platform.golive.data import Stand
from yanzhen.platform.models import GoLivePlan, GoLiveTask

STEPS = {
    "prepare": pgettext_lazy("go live", "Prepare"),
    "design": pgettext_lazy("go live", "Design"),
    "build": pgettext_lazy("go live", "Build"),
    "deliver": pgettext_lazy("go live", "Deliver"),
    "run": pgettext_lazy("go live", "Run"),
}
MEANINGS = {
    "prepare": _("Who answers for it, what there is today, and when the day is."),
    "design": _("How the firm is to stand in the system before data come in."),
    "build": _("Bring the data in this order; each kind builds on those before it."),
    "deliver": _("Train the people, and let the departments look at their own data."),
    "run": _("The day of switching and the first weeks after it."),
}
STANDARD: dict[str, dict[str, Any]] = {
    "prepare": {
        "people": _("Name who answers for the start in each department"),
        "sources": _("List the systems and files that the data come from"),
        "clean": _("Strike out what is doubled or long dead in the old data"),
    },
    "design": {
        "units": _("Agree on units, positions and territories"),
        "codes": _("Agree on the codes of customers and products"),
        "rights": _("Give everybody a role and a reach, and look through their eyes once"),
    },
    "build": {"trial": _("Bring everything once as a trial, and take it back")},
    "deliver": {
        "own_data": _("Each department looks through its own records"),
        "help": _("Say who is asked when something is unclear"),
    },
    "run": {
        "freeze": _("Freeze the old system"),
        "last": _("Bring what changed since the first import"),
        "compare": _("Compare all totals once more"),
        "invite": _("Invite everybody"),
        "first_week": _("Look at the open questions after a week"),
    },
}


@dataclass(frozen=True)
class Progress:
    """How much of a step is done."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return 100 if self.done == self.total else min(99, self.done * 100 // self.total)

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(self.done + other.done, self.total + other.total)


def plan() -> GoLivePlan:
    """The plan of the firm; an empty one before anybody wrote it."""
    return GoLivePlan.objects.order_by("pk").first() or GoLivePlan()


def of_step(step: str, rows: list[GoLiveTask]) -> list[dict[str, Any]]:
    """What has to be done in a step: what always has, and what the firm added."""
    kept = {t.code: t for t in rows if t.code}
    found = []
    for code, title in STANDARD[step].items():
        name = f"{step}.{code}"
        found.append({"code": name, "title": title, "task": kept.get(name)})
    found += [{"code": "", "title": t.title, "task": t} for t in rows if t.step == step and not t.code]
    return found


def progress(actor: Actor, stands: list[Stand] | None = None) -> dict[str, Progress]:
    """How far each step is: tasks, trainings, data and the plan itself, each counted once."""
    rows, kept = list(GoLiveTask.objects.all()), plan()
    stands = data.stands(actor, kept.left_out) if stands is None else stands
    found = {}
    for step in STEPS:
        tasks = of_step(step, rows)
        done = sum(t["task"] is not None and t["task"].done_at is not None for t in tasks)
        found[step] = Progress(done, len(tasks))
    found["prepare"] += Progress(bool(kept.responsible) + bool(kept.switch_on), 2)
    found["build"] += Progress(sum(s.is_done for s in stands), len(stands))
    if not any(t.is_training for t in rows):
        found["deliver"] += Progress(0, 1)
    found["run"] += Progress(bool(kept.signed_at), 1)
    return found


def whole(parts: dict[str, Progress]) -> Progress:
    total = Progress(0, 0)
    for part in parts.values():
        total += part
    return total
