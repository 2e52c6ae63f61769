from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.playbooks import PlaybookKind
from yanzhen.crm.models import Playbook
from yanzhen.crm.queries import playbooks, processes
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec

_p = partial(describe, Playbook)

PLAYBOOKS = ListSpec(
    query=playbooks.visible,
    columns=[
        _p("title", card="title"),
        _p("kind", card="badge"),
        _p("process", card="sub"),
        _p("stage", card="sub"),
        _p("uses", card="meta"),
        _p("helpful", card="fig"),
        _p("is_active", card="hide"),
    ],
    filters=[
        Filter("kind", _("kind"), "choice", "kind", choices=dict(PlaybookKind.choices)),
        Filter(
            "process",
            _("sales process"),
            "ref",
            "process_id",
            options=options_of(processes.visible),
            named=name_of(processes.visible),
        ),
        Filter(
            "stage",
            _("stage"),
            "ref",
            "stage_id",
            options=options_of(processes.stages),
            named=name_of(processes.stages),
        ),
        Filter("is_active", _("active"), "bool", "is_active"),
    ],
    search=("title", "text"),
)
