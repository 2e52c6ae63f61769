"""Who may do what with working days, call frequencies, receiving hours, the due list and routes."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
functions.declare_noun("field.daysetting", view=(*roles.SALES, roles.AUDITOR), edit=roles.SALES, export=LEADERS)
functions.declare_noun("field.callfrequency", view=(*roles.SALES, roles.CLERK, roles.AUDITOR), edit=LEADERS)
functions.declare_noun(
    "field.receivinghours", view=(*roles.SALES, roles.CLERK, roles.SERVICE, roles.AUDITOR),
    edit=(*roles.SALES, roles.CLERK), export=LEADERS,
)  # fmt: skip
functions.declare("field.view_due", _("see who is due for a visit"), roles.SALES)
functions.declare("field.export_due", _("export who is due for a visit"), LEADERS)
functions.declare("field.plan_visits", _("plan weeks and routes"), roles.SALES)
functions.declare("field.have_feed", _("have a calendar feed of one's visits"), roles.SALES)
