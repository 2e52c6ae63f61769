from django.utils.translation import gettext_lazy as _

from yanzhen.crm.permissions.customers import KEEPERS
from yanzhen.platform import functions, roles

functions.declare_noun(
    "crm.collisioncase",
    view=(*roles.SALES, roles.CLERK, roles.AUDITOR),
    edit=KEEPERS,
    remove=(),
    export=(roles.DIRECTOR, roles.MANAGER),
)
DECIDE = functions.declare(
    "crm.decide_collisioncase", _("decide whose a customer is that two people claim"), (roles.DIRECTOR, roles.MANAGER)
)
MERGE = functions.declare("crm.merge_customers", _("merge customers and undo that"), (roles.MANAGER, roles.CLERK))
functions.declare_noun(
    "crm.merge", view=(*roles.SALES, roles.CLERK, roles.AUDITOR), export=(roles.DIRECTOR, roles.MANAGER)
)
functions.declare_noun("crm.duplicategroup", view=(roles.MANAGER, roles.CLERK), export=(roles.MANAGER, roles.CLERK))
