from django.db import models


class IdempotencyKey(models.Model):
    """A creating request that may be repeated: its fingerprint, and its answer once it was carried out."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField(auto_now_add=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
