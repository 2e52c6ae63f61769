from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Record


class Notification(models.Model):
    """One message to one person. Its words are made when it is read, in the reader's language, from its topic.

    The worker sees to the channels beside the inbox: `planned_at` says that it has.
    """

    user_id = models.BigIntegerField()
    topic = models.CharField(_("topic"), max_length=80)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True, default="")
    noun_name = models.CharField(max_length=80, blank=True, default="")
    object_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)
    planned_at = models.DateTimeField(null=True)
    is_in_inbox = models.BooleanField(default=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user_id", "-id"], name="notification_by_person"),
            models.Index(
                fields=["user_id"], name="notification_unread", condition=models.Q(read_at=None, is_in_inbox=True)
            ),
            models.Index(fields=["id"], name="notification_unplanned", condition=models.Q(planned_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.user_id}"


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    FEISHU = "feishu", _("Feishu robot")
    OTHER = "other", _("Other address")


class Robot(Record):
    """A group robot or another address that messages may be sent to. Its address is a secret and kept sealed."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=RobotKind.choices)
    sealed = models.TextField(editable=False)
    hint = models.CharField(_("address"), max_length=120, editable=False)
    tells_all = models.BooleanField(
        _("send the whole text"),
        default=False,
        help_text=_("Otherwise the group only learns what kind of news waits for whom, and nothing of the record."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED
    unaudited = frozenset({"sealed"})

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TopicChoice(models.Model):
    """Where a person wants one kind of news; without a row the standard of the topic holds."""

    user_id = models.BigIntegerField()
    topic = models.CharField(max_length=80)
    is_in_inbox = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, default="off")
    robots = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "topic"], name="topic_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.topic}"


class Hours(models.Model):
    """When a person does not want to be disturbed, and when the day's summary comes."""

    user_id = models.BigIntegerField(unique=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest_hour = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(digest_hour__lt=24), name="digest_hour_of_a_day")]

    def __str__(self) -> str:
        return str(self.user_id)


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, tried again")
    GIVEN_UP = "given_up", _("Given up")


class Delivery(models.Model):
    """One message on its way through one channel: mail, or a robot."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    user_id = models.BigIntegerField()
    robot = models.ForeignKey(Robot, null=True, on_delete=models.CASCADE, related_name="deliveries")
    is_digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="delivery_open", condition=models.Q(state__in=["waiting", "failed"])),
            models.Index(fields=["user_id", "-id"], name="delivery_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.state}"
