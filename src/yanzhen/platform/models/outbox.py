from django.db import models


class OutboxRow(models.Model):
    """News for other floors, written in the transaction of the change it tells of."""

    topic = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    written_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="outbox_by_topic")]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"
