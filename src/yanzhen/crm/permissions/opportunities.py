from yanzhen.crm.permissions.customers import KEEPERS
from yanzhen.platform import functions, roles

functions.declare_noun(
    "crm.opportunity",
    view=roles.BUSINESS,
    edit=KEEPERS,
    remove=(roles.MANAGER, roles.CLERK),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK),
)
functions.declare_noun("crm.process", view=roles.BUSINESS, edit=(roles.DIRECTOR, roles.MANAGER, roles.CLERK))
functions.declare_noun("crm.lossreason", view=roles.BUSINESS, edit=(roles.DIRECTOR, roles.MANAGER, roles.CLERK))
