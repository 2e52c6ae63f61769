from yanzhen.platform import functions, roles

KEEPERS = (roles.ADMIN,)
functions.declare_noun("accounts.user", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS, remove=())
functions.declare_noun("accounts.role", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS)
functions.declare_noun("accounts.grant", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS)
functions.declare_noun("accounts.apikey", view=roles.EVERYBODY, edit=roles.EVERYBODY)
