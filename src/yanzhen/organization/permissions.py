from yanzhen.platform import functions, roles

functions.declare_noun("organization.company", view=roles.EVERYBODY, edit=(roles.ADMIN,))
functions.declare_noun(
    "organization.unit", view=roles.EVERYBODY, edit=(roles.HR, roles.ADMIN), export=(roles.HR, roles.ADMIN)
)
functions.declare_noun("organization.position", view=roles.EVERYBODY, edit=(roles.HR, roles.ADMIN))
functions.declare_noun("organization.region", view=roles.EVERYBODY, edit=(roles.DIRECTOR, roles.ADMIN))
functions.declare_noun(
    "organization.territory",
    view=roles.EVERYBODY,
    edit=(roles.DIRECTOR, roles.ADMIN),
    export=(roles.DIRECTOR, roles.ADMIN),
)
functions.declare_noun("organization.employee", view=roles.EVERYBODY, edit=(roles.HR,), export=(roles.HR,))
functions.declare_noun("organization.assignment", view=roles.EVERYBODY, edit=(roles.HR,))
functions.declare_noun(
    "organization.calendarday", view=roles.EVERYBODY, edit=(roles.HR, roles.ADMIN), export=(roles.HR, roles.ADMIN)
)
functions.declare_noun("organization.coverage", view=roles.EVERYBODY, edit=(roles.DIRECTOR, roles.MANAGER))
