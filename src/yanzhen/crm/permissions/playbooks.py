from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

KEEP = (roles.DIRECTOR, roles.MANAGER, roles.CLERK)
functions.declare_noun("crm.playbook", view=roles.BUSINESS, edit=KEEP, export=(roles.DIRECTOR, roles.MANAGER))
functions.declare("crm.use_playbook", _("tell about using the playbook"), (*roles.SALES, roles.CLERK, roles.SERVICE))
