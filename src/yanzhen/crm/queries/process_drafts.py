from yanzhen.crm.models import ExitTask, ProcessDraft, Stage
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[ProcessDraft]:
    """Drafted processes, the latest first."""
    return ProcessDraft.objects.visible_to(actor).naming("process", "source").order_by("-pk")


def labels() -> dict[str, str]:
    """The names of stages and exit tasks in the reader's language, by the name they are counted under."""
    tasks = {task.name: task.label for task in ExitTask.objects.only("name", "name_en")}
    return tasks | {stage.name: stage.label for stage in Stage.objects.only("name", "name_en")}
