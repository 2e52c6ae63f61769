from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, masks, roles

functions.declare("platform.view_auditentry", _("read the audit trail"), (roles.ADMIN, roles.AUDITOR))
functions.declare("platform.view_job", _("see jobs"), roles.EVERYBODY)
functions.declare(
    "platform.add_note", _("write notes"), (*roles.SALES, roles.CLERK, roles.FINANCE, roles.SERVICE, roles.HR)
)
functions.declare("platform.run_import", _("import files"), (roles.DIRECTOR, roles.CLERK, roles.ADMIN))

functions.declare("platform.save_view", _("save views of lists"), roles.EVERYBODY)
functions.declare("platform.share_view", _("share views of lists"), roles.EVERYBODY)
functions.declare("platform.view_bulkchange", _("see bulk changes"), roles.EVERYBODY)
functions.declare(
    "platform.change_in_bulk",
    _("change many records at once"),
    (*roles.SALES, roles.CLERK, roles.FINANCE, roles.SERVICE, roles.HR, roles.ADMIN),
)

functions.declare("platform.view_approval", _("see approvals"), roles.EVERYBODY)
functions.declare("platform.decide_approval", _("decide on approvals"), roles.EVERYBODY)
functions.declare("platform.export_approval", _("export approvals"), (roles.DIRECTOR, roles.AUDITOR))
functions.declare_noun(
    "platform.approvalrule",
    view=(roles.DIRECTOR, roles.FINANCE, roles.ADMIN, roles.AUDITOR),
    edit=(roles.ADMIN,),
    export=(roles.ADMIN, roles.AUDITOR),
)

functions.declare(masks.COST, _("see costs"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE, roles.AUDITOR))
functions.declare(masks.MARGIN, _("see margins"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE, roles.AUDITOR))
functions.declare(masks.PHONE, _("see phone numbers"), (*roles.SALES, roles.CLERK, roles.SERVICE, roles.HR))
functions.declare(masks.PAY, _("see pay"), (roles.DIRECTOR, roles.HR))
