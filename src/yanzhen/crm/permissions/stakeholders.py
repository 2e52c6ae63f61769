from django.utils.translation import gettext_lazy as _

from yanzhen.crm.permissions.customers import KEEPERS
from yanzhen.platform import functions, roles

functions.declare_noun("crm.industry", view=roles.BUSINESS, edit=(roles.CLERK,))
functions.declare_noun(
    "crm.stakeholder",
    view=roles.BUSINESS,
    edit=(*KEEPERS, roles.SERVICE),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK),
)
functions.declare_noun(
    "crm.customermember", view=roles.BUSINESS, edit=KEEPERS, export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK)
)
CLASSIFY = functions.declare(
    "crm.classify_customer",
    _("set the class of customers"),
    (roles.DIRECTOR, roles.MANAGER, roles.KA, roles.CLERK),
)
