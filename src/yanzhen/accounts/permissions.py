from yanzhen.platform import functions, roles

KEEPERS = (roles.ADMIN,)
functions.declare_noun("accounts.user", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS, remove=())
functions.declare_noun("accounts.role", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS)
functions.declare_noun("accounts.grant", view=(roles.ADMIN, roles.AUDITOR), edit=KEEPERS)
functions.declare_noun("accounts.apikey", view=roles.EVERYBODY, edit=roles.EVERYBODY)

KEEPING = frozenset({"accounts.change_user", "accounts.add_grant"})
"""Whoever may do these can let the others in again; the last such person is protected."""
