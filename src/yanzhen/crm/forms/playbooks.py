from yanzhen.crm.models import Playbook
from yanzhen.crm.queries import processes
from yanzhen.platform.pages.forms import NounForm


class PlaybookForm(NounForm):
    scopes = {"process": processes.visible, "stage": processes.stages}

    class Meta:
        model = Playbook
        fields = ["title", "kind", "process", "stage", "text", "answer", "position", "is_active"]
