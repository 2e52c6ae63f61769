from django.db import models
from django.utils.translation import gettext_lazy as _


class Task(models.Model):
    """Something one person is to do about a record by a day."""

    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    record_title = models.CharField(max_length=200)
    title = models.CharField(_("task"), max_length=200)
    assignee_id = models.BigIntegerField(_("assigned to"))
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    who = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["noun_name", "object_id"], name="task_by_record"),
            models.Index(fields=["assignee_id", "due_on"], name="task_open", condition=models.Q(done_at=None)),
            models.Index(fields=["due_on"], name="task_due", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
