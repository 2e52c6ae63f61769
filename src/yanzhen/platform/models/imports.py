from django.db import models


class ImportProgress(models.Model):
    """How far one step of an import has come; written in the transaction of the rows it counts.

    The same files with the same mapping (the fingerprint) continue where they stopped.
    """

    fingerprint = models.CharField(max_length=64)
    step = models.CharField(max_length=80)
    rows_read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    complete = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint", "step"], name="one_progress_per_step")]

    def __str__(self) -> str:
        return f"{self.step}: {self.rows_read}"
