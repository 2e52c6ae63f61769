from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaybookKind(models.TextChoices):
    """What an entry of a playbook gives to the one who sells."""

    QUESTION = "question", _("Question to ask")
    SCRIPT = "script", _("Script")
    OBJECTION = "objection", _("Objection and answer")
    MATERIAL = "material", _("Material")
