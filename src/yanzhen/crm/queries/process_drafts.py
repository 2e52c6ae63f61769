from yanzhen.crm.models import ProcessDraft
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[ProcessDraft]:
    """Drafted processes, the latest first."""
    return ProcessDraft.objects.visible_to(actor).naming("process", "source").order_by("-pk")
