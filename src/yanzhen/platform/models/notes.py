from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What somebody wrote on a record; whoever sees the record sees its notes."""

    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    text = models.TextField(_("note"), max_length=4000)
    user_id = models.BigIntegerField(null=True, blank=True)
    who = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["noun_name", "object_id", "-id"], name="note_by_record")]

    def __str__(self) -> str:
        return self.text[:80]
