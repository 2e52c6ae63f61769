from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

KEEPERS = (roles.ADMIN,)
READERS = (roles.ADMIN, roles.SECURITY, roles.AUDITOR)
functions.declare_noun("accounts.user", view=READERS, edit=KEEPERS, remove=())
functions.declare_noun("accounts.role", view=READERS, edit=KEEPERS)
functions.declare_noun("accounts.grant", view=READERS, edit=KEEPERS)
functions.declare_noun("accounts.apikey", view=roles.EVERYBODY, edit=roles.EVERYBODY)
functions.declare_noun("accounts.substitution", view=roles.EVERYBODY, edit=roles.EVERYBODY)
functions.declare_noun("accounts.dutyrule", view=READERS, edit=(roles.SECURITY,))
functions.declare_noun("accounts.dutyexception", view=READERS, edit=(roles.SECURITY,))
functions.declare_noun("accounts.identityprovider", view=READERS, edit=KEEPERS, remove=())
functions.declare("accounts.change_signinrules", _("set the rules of signing in"), (roles.ADMIN, roles.SECURITY))
functions.declare("accounts.view_session", _("see and end one's own sessions"), roles.EVERYBODY)

END_ACCESS = functions.declare(
    "accounts.end_access", _("end the access of those who report to one"), (roles.DIRECTOR, roles.MANAGER, roles.ADMIN)
)
GRANT_ALL = functions.declare("accounts.grant_all", _("give others more than one has oneself"), (roles.ADMIN,))
SEE_AS = functions.declare("accounts.see_as", _("see the product as another person does"), (roles.ADMIN,))
WHY = functions.declare("accounts.view_why", _("see why something can or cannot be seen"), roles.EVERYBODY)
EXPLAIN = functions.declare("accounts.view_rights", _("see and explain the rights of others"), READERS)
EXPORT_RIGHTS = functions.declare("accounts.export_rights", _("export the table of rights"), READERS)
APPROVE_RIGHTS = functions.declare(
    "accounts.approve_rights", _("give the second consent to rights"), (roles.ADMIN, roles.SECURITY)
)

KEEPING = frozenset({"accounts.change_user", "accounts.add_grant"})
"""Whoever may do these can let the others in again; the last such person is protected."""
POWERS = frozenset(
    {
        "accounts.change_user",
        "accounts.add_user",
        "accounts.add_grant",
        "accounts.change_grant",
        "accounts.change_role",
        "accounts.add_role",
        "accounts.change_dutyrule",
        "accounts.add_dutyexception",
        GRANT_ALL,
        SEE_AS,
        APPROVE_RIGHTS,
        "platform.view_auditentry",
        "platform.add_approvalrule",
        "platform.change_approvalrule",
        "platform.remove_approvalrule",
    }
)
"""Functions over access, its traces and the second person: whoever gets one of them gets power over others."""
