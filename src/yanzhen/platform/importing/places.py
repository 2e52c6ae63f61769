"""Where the imports are found: the settings page, and the lists of what can be imported."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import nouns as importables
from yanzhen.platform.pages import listing, navigation

SYSTEM = pgettext_lazy("settings", "System")


def on_list(name: str, actor: Actor) -> list[dict[str, Any]]:
    """The button on the list of a kind of record, for those who may import it."""
    if not actor.can("platform.run_import"):
        return []
    noun = importables.importable().get(name)
    if noun is None or not all(actor.can(f) for f in noun.needed_functions):
        return []
    return [{"label": _("Import a file"), "url": f"{reverse('imports:new')}?noun={name}", "icon": "upload"}]


listing.offers.append(on_list)
navigation.add_setting(
    navigation.Place(22, gettext_lazy("Imports"), "upload", "imports:list", "platform.view_import", section=SYSTEM)
)
navigation.add_setting(
    navigation.Place(24, gettext_lazy("Going live"), "checklist", "golive:home", "platform.go_live", section=SYSTEM)
)
