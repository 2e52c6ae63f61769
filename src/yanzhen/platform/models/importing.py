"""Imports as people know them: an uploaded file on its way into the books, and the mappings kept for the next one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileImport(models.Model):
    """A file that somebody brings in: where it lies, which column fills which field, what was corrected, its job.

    `mapping` has an entry `{"slot": …, "lookup": …}` for each column that is used; `corrections` hold new values by row
    and column; `tried` is what the last preview found, and `tried_digest` what exactly it tried.
    """

    noun_name = models.CharField(max_length=80, blank=True, default="")
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=120, blank=True, default="")
    header_row = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    tried = models.JSONField(default=dict)
    tried_digest = models.CharField(max_length=64, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    who = models.CharField(_("started by"), max_length=150)
    job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, related_name="file_imports")
    preview_job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, related_name="+")
    undo_job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user_id", "-id"], name="file_import_by_person")]

    def __str__(self) -> str:
        return self.file_name


class SavedMapping(models.Model):
    """Which column filled which field the last time a file had these columns; used again for the next such file."""

    noun_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=200)
    columns_digest = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    user_id = models.BigIntegerField()
    who = models.CharField(_("kept by"), max_length=150)
    is_shared = models.BooleanField(_("shared"), default=False)
    used_at = models.DateTimeField(_("last used"), auto_now=True)
    times = models.PositiveIntegerField(_("times used"), default=1)

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["-used_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "noun_name", "columns_digest"], name="one_mapping_per_person_and_header"
            )
        ]

    def __str__(self) -> str:
        return self.name
