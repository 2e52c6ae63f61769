from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

functions.declare("crm.view_handover", _("see handovers"), (roles.DIRECTOR, roles.MANAGER, roles.AUDITOR))
functions.declare("crm.export_handover", _("export handovers"), (roles.AUDITOR,))
functions.declare("crm.add_handover", _("hand over what somebody who leaves had"), (roles.DIRECTOR, roles.MANAGER))
functions.declare("crm.remove_handover", _("discard a handover in preparation"), (roles.DIRECTOR, roles.MANAGER))
functions.declare("crm.view_handoveritem", _("see handed-over records"), (roles.DIRECTOR, roles.MANAGER, roles.AUDITOR))
functions.declare("crm.export_handoveritem", _("export the list for customer letters"), (roles.DIRECTOR, roles.MANAGER))
