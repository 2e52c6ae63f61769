"""Who may work areas from door to door."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.CLERK, roles.SERVICE, roles.AUDITOR)
WALKERS = (roles.MANAGER, roles.REP, roles.KA)
WALK = functions.declare("field.work_canvassarea", _("work areas from door to door"), WALKERS)
functions.declare_noun("field.canvassarea", view=READERS, edit=roles.SALES, remove=LEADERS, export=LEADERS)
functions.declare("field.view_canvassstop", _("see doors called at"), READERS)
functions.declare("field.remove_canvassstop", _("take back doors called at"), WALKERS)
functions.declare("field.export_canvassstop", _("export doors called at"), LEADERS)
