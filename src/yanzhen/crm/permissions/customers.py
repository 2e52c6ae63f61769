from yanzhen.platform import functions, roles

KEEPERS = (roles.MANAGER, roles.REP, roles.KA, roles.CLERK)
functions.declare_noun("crm.customertype", view=roles.BUSINESS, edit=(roles.CLERK,))
functions.declare_noun(
    "crm.customer",
    view=roles.BUSINESS,
    edit=KEEPERS,
    remove=(roles.MANAGER, roles.CLERK),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK, roles.FINANCE),
)
functions.declare_noun(
    "crm.contact",
    view=roles.BUSINESS,
    edit=(*KEEPERS, roles.SERVICE),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK),
)
