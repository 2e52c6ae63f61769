from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file on a record; whoever sees the record may have it. Its bytes lie under a random name.

    What it is was decided by its content; `name` is what the sender called it and is only ever shown.
    """

    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    name = models.CharField(_("file"), max_length=160)
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=64, unique=True)
    has_thumbnail = models.BooleanField(default=False)
    user_id = models.BigIntegerField(null=True, blank=True)
    who = models.CharField(max_length=150)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-id"]
        indexes = [models.Index(fields=["noun_name", "object_id", "-id"], name="attachment_by_record")]

    def __str__(self) -> str:
        return self.name
