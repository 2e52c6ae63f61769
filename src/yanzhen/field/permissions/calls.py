"""Who may call from lists, and keep them."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
CALLERS = (*roles.SALES, roles.CLERK, roles.SERVICE)
READERS = (*CALLERS, roles.AUDITOR)
WORK = functions.declare("field.work_calllist", _("call from call lists"), CALLERS)
functions.declare_noun("field.callscript", view=READERS, edit=CALLERS, remove=LEADERS, export=LEADERS)
functions.declare_noun("field.calllist", view=READERS, edit=CALLERS, remove=LEADERS, export=LEADERS)
functions.declare("field.view_calltarget", _("see who is to be called"), READERS)
functions.declare("field.export_calltarget", _("export who is to be called"), LEADERS)
functions.declare("field.view_callattempt", _("see calls made"), READERS)
functions.declare("field.export_callattempt", _("export calls made"), LEADERS)
functions.declare_noun("field.donotcall", view=READERS, edit=CALLERS, remove=LEADERS, export=LEADERS)
