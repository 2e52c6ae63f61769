from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One message to one person. Its words are made when it is read, in the reader's language, from its topic."""

    user_id = models.BigIntegerField()
    topic = models.CharField(_("topic"), max_length=80)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True, default="")
    noun_name = models.CharField(max_length=80, blank=True, default="")
    object_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user_id", "-id"], name="notification_by_person")]

    def __str__(self) -> str:
        return f"{self.topic} → {self.user_id}"
