"""The one approval engine: any document or act that needs somebody else's consent asks here.

    LARGE = approvals.declare(Matter("exports.over_budget", _("Large export"), "platform.approve_export", always=True))

    consent = approvals.granted(LARGE, actor=actor, content=content)      # used afterwards by the asker …
    if consent is None:
        raise NeedsApproval(LARGE, actor=actor, title=…, content=content)  # … who asks for it by trying
    approvals.use(consent, actor=actor)

`NeedsApproval` is a broken rule that files the request once the act's own transaction has been undone: every door
calls `settle()` on the rules it catches, and tells the person whom was asked. A matter that something `carries_out`
needs no second try: its content is done, in the name of the asker, with the last consent. The content is fixed by its
hash.
"""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals.engine import ask, decide, granted, needed, recall, use
from yanzhen.platform.approvals.matters import Matter, carries_out, declare

__all__ = ["Matter", "NeedsApproval", "ask", "carries_out", "decide", "declare", "granted", "needed", "recall", "use"]


class NeedsApproval(RuleBroken):
    """This may be done, but not alone. Takes what `ask` takes."""

    def __init__(self, matter: Matter, *, actor: Actor, **asked: Any) -> None:
        super().__init__(_("This needs somebody else's consent."), code="approval_needed")
        self.matter, self.actor, self.asked = matter, actor, asked

    def settle(self) -> RuleBroken:
        """File the request, now that nothing else of the act is left."""
        approval = ask(self.matter, actor=self.actor, **self.asked)
        names = list(dict.fromkeys(seat.name for seat in approval.seats.filter(step_no=approval.step_no)))
        told = _("This needs somebody else's consent. {names} was asked; you will be told the decision.")
        broken = RuleBroken(told.format(names=", ".join(names[:3])), code="approval_asked")
        broken.approval_id = approval.pk  # type: ignore[attr-defined]
        return broken
