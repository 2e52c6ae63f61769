"""The one approval engine: any document or act that needs somebody else's consent asks here.

    OVER_BUDGET = approvals.declare(Matter("exports.over_budget", _("Large export"), "platform.approve_export"))
    approval = approvals.ask(OVER_BUDGET, actor=actor, title=…, content={…}, reason=…)

The content is fixed by its hash when it is asked for; what is carried out is that content and nothing else.
"""
