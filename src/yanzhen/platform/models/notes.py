from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What somebody wrote on a record; whoever sees the record sees its notes, but for private ones.

    People named in it stand as `@[key]`, so that a mention survives a change of name. A note that was taken back keeps
    its place without its words. A private note is seen by its writer alone: no manager, auditor or heir reads it.
    """

    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    text = models.TextField(_("note"), max_length=4000, blank=True)
    is_private = models.BooleanField(_("private note"), default=False)
    user_id = models.BigIntegerField(null=True, blank=True)
    who = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["noun_name", "object_id", "-id"], name="note_by_record")]

    def __str__(self) -> str:
        return self.text[:80]
