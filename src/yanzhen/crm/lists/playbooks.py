from functools import partial

from yanzhen.crm.enums.playbooks import PlaybookKind
from yanzhen.crm.models import Playbook
from yanzhen.crm.queries import playbooks, processes
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec

_p = partial(describe, Playbook)
_label = lambda name: Playbook._meta.get_field(name).verbose_name  # noqa: E731 - one word

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
        Filter("kind", _label("kind"), "choice", "kind", choices=dict(PlaybookKind.choices)),
        Filter(
            "process",
            _label("process"),
            "ref",
            "process_id",
            options=options_of(processes.visible),
            named=name_of(processes.visible),
        ),
        Filter(
            "stage",
            _label("stage"),
            "ref",
            "stage_id",
            options=options_of(processes.stages),
            named=name_of(processes.stages),
        ),
        Filter("is_active", _label("is_active"), "bool", "is_active"),
    ],
    search=("title", "text"),
)
