"""Who may do what with joint visits, day reports and meetings."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.AUDITOR)
functions.declare_noun("field.observationform", view=READERS, edit=LEADERS, export=LEADERS)
functions.declare_noun("field.jointvisit", view=READERS, edit=LEADERS, export=LEADERS)
functions.declare("field.review_jointvisit", _("see joint visits of others"), (*LEADERS, roles.AUDITOR))
functions.declare("field.answer_jointvisit", _("answer to a joint visit of one's own"), roles.SALES)
functions.declare_noun("field.dayreport", view=READERS, edit=roles.SALES, remove=LEADERS, export=LEADERS)
functions.declare("field.view_findings", _("see the findings about time of a team"), (*LEADERS, roles.AUDITOR))
functions.declare_noun("field.meeting", view=READERS, edit=LEADERS, export=LEADERS)
