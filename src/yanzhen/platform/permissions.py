from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, masks, roles

functions.declare("platform.view_auditentry", _("read the audit trail"), (roles.ADMIN, roles.AUDITOR))
functions.declare("platform.view_searchentry", _("search everything one may see"), roles.EVERYBODY)
functions.declare("platform.view_job", _("see jobs"), roles.EVERYBODY)
functions.declare(
    "platform.add_note", _("write notes"), (*roles.SALES, roles.CLERK, roles.FINANCE, roles.SERVICE, roles.HR)
)
_writers = (*roles.SALES, roles.CLERK, roles.FINANCE, roles.SERVICE, roles.HR)
functions.declare("platform.view_file", _("have the files on records"), roles.EVERYBODY)
functions.declare("platform.add_file", _("add and remove files"), _writers)
functions.declare("platform.view_task", _("see tasks"), roles.EVERYBODY)
functions.declare("platform.add_task", _("give tasks"), _writers)
functions.declare("platform.follow", _("follow records"), roles.EVERYBODY)
functions.declare("platform.do_task", _("finish tasks"), roles.EVERYBODY)
functions.declare("platform.view_notification", _("have an inbox"), roles.EVERYBODY)
functions.declare("platform.keep_notification", _("mark one's messages and choose their channels"), roles.EVERYBODY)
functions.declare_noun("platform.robot", view=(roles.ADMIN,), edit=(roles.ADMIN,))
functions.declare("platform.view_delivery", _("see failed deliveries"), (roles.ADMIN,))
functions.declare("platform.view_import", _("see imports"), (roles.DIRECTOR, roles.CLERK, roles.ADMIN, roles.AUDITOR))
functions.declare(
    "platform.go_live", _("prepare the start with this system"), (roles.DIRECTOR, roles.CLERK, roles.ADMIN)
)
functions.declare("platform.sign_go_live", _("sign the start with this system"), (roles.DIRECTOR, roles.ADMIN))
functions.declare("platform.run_import", _("import files"), (roles.DIRECTOR, roles.CLERK, roles.ADMIN))

functions.declare("platform.save_view", _("save views of lists"), roles.EVERYBODY)
functions.declare("platform.share_view", _("share views of lists"), roles.EVERYBODY)
functions.declare("platform.view_bulkchange", _("see bulk changes"), roles.EVERYBODY)
functions.declare(
    "platform.change_in_bulk",
    _("change many records at once"),
    (*roles.SALES, roles.CLERK, roles.FINANCE, roles.SERVICE, roles.HR, roles.ADMIN),
)

functions.declare("platform.view_exportrecord", _("see exports"), roles.EVERYBODY)
functions.declare("platform.export_exportrecord", _("export the list of exports"), (roles.AUDITOR,))
functions.declare("platform.approve_export", _("approve large exports"), (roles.DIRECTOR,))
functions.declare("platform.find_export", _("find whose export a file is"), (roles.ADMIN, roles.AUDITOR))
functions.declare_noun(
    "platform.exportbudget", view=(roles.DIRECTOR, roles.ADMIN, roles.AUDITOR), edit=(roles.ADMIN,),
    export=(roles.ADMIN, roles.AUDITOR),
)  # fmt: skip
functions.declare("platform.view_backuprun", _("see backups"), (roles.ADMIN, roles.AUDITOR))
functions.declare("platform.export_backuprun", _("export the list of backups"), (roles.ADMIN, roles.AUDITOR))
functions.declare("platform.run_backup", _("make backups and restore drills"), (roles.ADMIN,))
functions.declare("platform.view_approval", _("see approvals"), roles.EVERYBODY)
functions.declare("platform.decide_approval", _("decide on approvals"), roles.EVERYBODY)
functions.declare("platform.export_approval", _("export approvals"), (roles.DIRECTOR, roles.AUDITOR))
functions.declare_noun(
    "platform.approvalrule",
    view=(roles.DIRECTOR, roles.FINANCE, roles.ADMIN, roles.AUDITOR, roles.SECURITY),
    edit=(roles.SECURITY,),  # and not those whose acts need the second person
    export=(roles.ADMIN, roles.AUDITOR, roles.SECURITY),
)

functions.declare("platform.send_offline", _("send entries from the road"), (*roles.SALES, roles.CLERK))
functions.declare("platform.view_offlineentry", _("see entries from the road"), (*roles.SALES, roles.CLERK))
functions.declare("platform.settle_offline", _("settle entries from the road"), (*roles.SALES, roles.CLERK))
functions.declare("platform.export_offlineentry", _("export entries from the road"), ())

_trigger_keepers = (roles.DIRECTOR, roles.MANAGER, roles.ADMIN)
functions.declare_noun(
    "platform.trigger", view=(*_trigger_keepers, roles.AUDITOR), edit=_trigger_keepers, export=(roles.AUDITOR,)
)
functions.declare("platform.view_triggerrun", _("see what triggers did"), (*_trigger_keepers, roles.AUDITOR))
functions.declare("platform.export_triggerrun", _("export what triggers did"), (roles.AUDITOR,))
functions.declare("platform.call_webhook", _("let triggers call web addresses"), (roles.DIRECTOR, roles.ADMIN))

_watchers = (roles.ADMIN, roles.AUDITOR, roles.SECURITY)
functions.declare("platform.export_auditentry", _("export the audit trail"), (roles.AUDITOR,))
functions.declare("platform.view_readentry", _("see what people read"), _watchers)
functions.declare("platform.export_readentry", _("export what people read"), (roles.AUDITOR, roles.SECURITY))
functions.declare("platform.view_alert", _("see alerts"), _watchers)
functions.declare("platform.change_alert", _("work on alerts"), _watchers)
functions.declare("platform.export_alert", _("export alerts"), (roles.AUDITOR, roles.SECURITY))
functions.declare("platform.verify_trail", _("check the audit trail"), _watchers)
functions.declare("platform.set_trail", _("set the limits of reading and alerts"), (roles.ADMIN, roles.SECURITY))
functions.declare("platform.lift_reading_stop", _("lift somebody's reading limit"), (roles.ADMIN, roles.SECURITY))
functions.declare("platform.read_without_limit", _("read without a daily limit"), ())
functions.declare("platform.reveal", _("reveal masked numbers one by one"), (roles.FINANCE,))

functions.declare(masks.COST, _("see costs"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE, roles.AUDITOR))
functions.declare(masks.MARGIN, _("see margins"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE, roles.AUDITOR))
functions.declare(masks.PHONE, _("see phone numbers"), (*roles.SALES, roles.CLERK, roles.SERVICE, roles.HR))
functions.declare(masks.IDENTITY, _("see identity numbers"), (roles.HR,))
functions.declare(masks.PAY, _("see pay"), (roles.DIRECTOR, roles.HR))
