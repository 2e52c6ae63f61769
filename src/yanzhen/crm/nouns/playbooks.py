from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.forms import playbooks as forms
from yanzhen.crm.lists import playbooks as lists
from yanzhen.crm.models import Playbook
from yanzhen.crm.nouns import playbook_panel
from yanzhen.crm.services import playbooks
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import listing, navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Noun, Panel
from yanzhen.platform.search import Find

_p = partial(describe, Playbook)

PLAYBOOKS = nouns.declare(
    Noun(
        model=Playbook,
        slug="playbook",
        empty=_(
            "A playbook holds questions, scripts, answers to objections and material for a stage, ready on the deal."
        ),
        icon="book",
        list=lists.PLAYBOOKS,
        fields=[
            _p("title"),
            _p("kind"),
            _p("process"),
            _p("stage"),
            _p("text"),
            _p("answer"),
            _p("position"),
            _p("is_active"),
            _p("uses"),
            _p("helpful"),
            _p("version"),
        ],
        groups={
            _("What it says"): ("kind", "text", "answer"),
            _("Where it belongs"): ("process", "stage", "position", "is_active"),
            _("How it did"): ("uses", "helpful"),
        },
        form=forms.PlaybookForm,
        services=playbooks,
        find=Find(titles=("title",), shown=("kind", "stage")),
    )
)
nouns.relate(
    "crm.opportunity",
    Panel("playbook", _("Playbook"), "crm.view_playbook", playbook_panel.body, playbook_panel.count),
    order=15,
)
timeline.VERBS |= {
    "use": pgettext_lazy("timeline", "used it on an opportunity"),
    "publish": pgettext_lazy("timeline", "published it"),
}
navigation.add_setting(
    navigation.Place(322, _("Playbook"), "book", "crm:playbook_list", "crm.view_playbook", section=_("Catalogue"))
)


def _past(name: str, actor: Actor) -> list[dict[str, Any]]:
    """The pages that tell the pipeline's past, beside the list and the board of opportunities."""
    if name != "crm.opportunity":
        return []
    return [
        {"label": gettext("Funnel"), "url": reverse("crm:pipeline_funnel"), "icon": "filter"},
        {"label": gettext("Deal flow"), "url": reverse("crm:pipeline_flow"), "icon": "arrows-exchange"},
    ]


listing.offers.append(_past)
