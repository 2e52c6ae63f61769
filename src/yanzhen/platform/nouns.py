"""The platform's own nouns: jobs with their log, and the audit trail. Both are only read."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform import bulk_noun, queries, timeline
from yanzhen.platform import office_waiting as office_waiting  # tells the Today page
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import nouns as approvals  # noqa: F401 - declares its nouns
from yanzhen.platform.exporting import nouns as exporting  # noqa: F401
from yanzhen.platform.keeping import nouns as keeping  # noqa: F401
from yanzhen.platform.models import AuditEntry, Job, JobLine
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.notifications import nouns as channels  # noqa: F401 - declares its noun
from yanzhen.platform.offline import nouns as offline  # noqa: F401 - declares its noun
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, named_by
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Lines, Noun
from yanzhen.platform.services import jobs
from yanzhen.platform.trail import nouns as trail  # noqa: F401 - declares its nouns
from yanzhen.platform.triggers import nouns as triggers  # noqa: F401 - declares its nouns

_j, _a, _l = partial(describe, Job), partial(describe, AuditEntry), partial(describe, JobLine)
_who = partial(_a, words=lambda entry, actor: timeline.who(entry))
_act = partial(_a, words=lambda entry, actor: timeline.act(entry))
_kind = partial(_a, words=lambda entry, actor: timeline.kind(entry))

JOB_KINDS = {
    "import": _("Import"),
    "undo_import": _("Undo of an import"),
    "audit_verify": _("Check of the audit trail"),
    "bulk_change": _("Bulk change"),
}
_job_kind = _j("kind", words=lambda job, actor: str(JOB_KINDS.get(job.kind, job.kind)))


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    """Every kind of record the trail may speak of."""
    return sorted(((noun.name, noun.label) for noun in nouns.all_nouns()), key=lambda pair: pair[1])


def _acts(actor: Actor) -> list[tuple[str, str]]:
    """Every act that has a name."""
    return [(verb, str(words)) for verb, words in timeline.VERBS.items()]


def _job_kinds(actor: Actor) -> list[tuple[str, str]]:
    return [(kind, str(words)) for kind, words in JOB_KINDS.items()]


TONES = {JobState.RUNNING: "warning", JobState.DONE: "good", JobState.FAILED: "bad"}

JOBS = nouns.declare(
    Noun(
        model=Job,
        slug="jobs",
        empty=_("Imports, exports, calculations and other long work appear here with their progress."),
        icon="activity",
        list=ListSpec(
            query=queries.jobs,
            columns=[
                _j("title", card="title"),
                _job_kind,
                _j("state", tones=TONES, card="badge"),
                _j("done"),
                _j("total"),
                _j("who", card="sub"),
                _j("started_at"),
                _j("ended_at", card="hide"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(JobState.choices)),
                Filter("kind", _("kind"), "exact", "kind", options=_job_kinds, named=named_by(_job_kinds)),
            ],
            search=("title", "who"),
        ),
        fields=[
            _j("title"),
            _job_kind,
            _j("state", tones=TONES),
            _j("who"),
            _j("done"),
            _j("total"),
            _j("started_at"),
            _j("ended_at"),
        ],
        state="state",
        lines=Lines(
            name="log",
            label=_("Log"),
            fields=[_l("written_at"), _l("level", card="badge"), _l("text", card="title")],
            query=lambda job: job.lines.order_by("pk"),
        ),
        actions=[
            Action(
                "cancel",
                _("Stop"),
                jobs.cancel,
                "ban",
                lambda job: job.state in {JobState.WAITING, JobState.RUNNING},
                danger=True,
            )
        ],
        has_notes=False,
    )
)
AUDIT = nouns.declare(
    Noun(
        model=AuditEntry,
        slug="audit",
        icon="list-search",
        list=ListSpec(
            query=queries.audit_trail,
            columns=[
                _a("happened_at", card="meta"),
                _who("who", card="sub"),
                _act("verb", card="badge"),
                _kind("noun_name", card="meta"),
                _a("title", card="title"),
                _a("reason", card="meta"),
            ],
            filters=[
                Filter("noun_name", _("kind"), "exact", "noun_name", options=_kinds, named=named_by(_kinds)),
                Filter("object_id", _("record"), "ref", "object_id"),
                Filter("verb", _("act"), "exact", "verb", options=_acts, named=named_by(_acts)),
                Filter("who", _("who"), "text", "who"),
                Filter("user_id", _("user"), "ref", "user_id"),
                Filter("happened_at", _("when"), "date", "happened_at__date"),
            ],
            search=("who", "title"),
        ),
        fields=[
            _a("happened_at"),
            _who("who"),
            _a("user_id"),
            _act("verb"),
            _kind("noun_name"),
            _a("object_id"),
            _a("title"),
            _a("reason"),
            _a(
                "before",
                reader=lambda entry, actor: timeline.presented(entry, actor)[0],
                words=lambda entry, actor: timeline.written(entry, entry.before, actor),
            ),
            _a(
                "after",
                reader=lambda entry, actor: timeline.presented(entry, actor)[1],
                words=lambda entry, actor: timeline.written(entry, entry.after, actor),
            ),
        ],
        has_notes=False,
    )
)

BULK_CHANGES = bulk_noun.BULK_CHANGES

SETTINGS = _("Settings")
navigation.add(navigation.Place(90, _("Jobs"), "activity", "platform:job_list", "platform.view_job", section=SETTINGS))
navigation.add(
    navigation.Place(
        92,
        _("Audit trail"),
        "list-search",
        "platform:auditentry_list",
        "platform.view_auditentry",
        section=SETTINGS,
        phone=True,
    )
)
navigation.add(navigation.Place(99, _("Settings"), "settings", "platform:settings", section=SETTINGS, key="s"))
for order, label, icon, page, code in (
    (10, _("My settings"), "adjustments", "preferences", ""),
    (20, _("Jobs"), "activity", "platform:job_list", "platform.view_job"),
    (30, _("Audit trail"), "list-search", "platform:auditentry_list", "platform.view_auditentry"),
):
    navigation.add_setting(
        navigation.Place(order, label, icon, page, code, section=pgettext_lazy("settings", "System"))
    )
