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


class ImportBatch(models.Model):
    """What one batch of an import made and changed, so that it can be taken back.

    `created` holds runs of keys (`[first, last]`), `updated` one entry for each record: key, version after the import,
    and the values and lines before it. An undo leaves in here only what it had to refuse.
    """

    job = models.ForeignKey("platform.Job", models.CASCADE, related_name="import_batches")
    noun_name = models.CharField(max_length=80)
    step = models.CharField(max_length=80)
    created = models.JSONField(default=list)
    updated = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.job_id} {self.step}"


class ImportTouch(models.Model):
    """A change that followed from an import in a record of another kind, or that its undo made on the way.

    The chain of versions tells such changes from those of somebody else; values given here are put back.
    """

    job = models.ForeignKey("platform.Job", models.CASCADE, related_name="import_touches")
    batch = models.ForeignKey("platform.ImportBatch", models.CASCADE, null=True, related_name="touches")
    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    version_from = models.PositiveIntegerField(default=0)
    version_to = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["job", "noun_name", "object_id"], name="import_touch_by_record")]

    def __str__(self) -> str:
        return f"{self.noun_name} {self.object_id}"
