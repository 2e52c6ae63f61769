from functools import partial
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.platform import timeline
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import BackupRun
from yanzhen.platform.models.keeping import BackupKind, BackupState
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Noun

_b = partial(describe, BackupRun)
TONES = {BackupState.RUNNING: "warning", BackupState.DONE: "good", BackupState.FAILED: "bad"}


def visible(actor: Actor) -> ScopedQuerySet[BackupRun]:
    """All runs, for those who may see them."""
    return BackupRun.objects.visible_to(actor).naming().order_by("-pk")


def _who(run: BackupRun) -> str:
    return pgettext("who did it", "system") if run.who == SYSTEM.name else run.who


def _told(run: BackupRun) -> str:
    """What went wrong; our own sentence in the language of the reader."""
    return gettext(run.message) if run.message else ""


_fields: list[Any] = [
    _b("kind", card="title"),
    _b("state", tones=TONES, card="badge"),
    _b("started_at", card="meta"),
    _b("ended_at", card="hide"),
    _b("size", card="fig"),
    _b("rows", card="meta"),
    _b("is_encrypted", card="meta"),
    _b("who", card="sub", words=lambda run, actor: _who(run)),
    _b("file", card="meta"),
]
BACKUPS = nouns.declare(
    Noun(
        model=BackupRun,
        slug="backups",
        empty=_("Each night's backup and each drill of restoring it is noted here."),
        icon="database-export",
        list=ListSpec(
            query=visible,
            columns=_fields,
            filters=[
                Filter("kind", _("kind"), "choice", "kind", choices=dict(BackupKind.choices)),
                Filter("state", _("state"), "choice", "state", choices=dict(BackupState.choices)),
                Filter("started_at", _("started"), "date", "started_at__date"),
            ],
            search=("file", "who", "message"),
        ),
        fields=[*_fields, _b("sha256"), _b("message", words=lambda run, actor: _told(run))],
        state="state",
        has_notes=False,
    )
)
timeline.VERBS.update(
    {
        "backup": _("made a backup"),
        "drill": _("restored a backup as a drill"),
        "restore": _("restored this installation from a backup"),
    }
)
navigation.add_setting(
    navigation.Place(
        40, _("Backups"), "database-export", "platform:backups", "platform.view_backuprun",
        section=pgettext_lazy("settings", "System"),
    )
)  # fmt: skip
