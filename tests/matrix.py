"""Who may do what, by hand: the table that the permission matrix expects. One line for each function.

`everybody` are the eleven standard roles, `-` is nobody from the start. Whoever adds a function adds its line here and
thinks about who should have it; the declarations in `permissions.py` are what is tested against this.
"""

EVERYBODY = "director manager rep ka clerk finance service hr admin auditor security".split()
TEXT = """
accounts.add_apikey                      everybody
accounts.add_dutyexception               security
accounts.add_dutyrule                    security
accounts.add_grant                       admin
accounts.add_identityprovider            admin
accounts.add_role                        admin
accounts.add_substitution                everybody
accounts.add_user                        admin
accounts.approve_rights                  admin security
accounts.change_apikey                   everybody
accounts.change_dutyexception            security
accounts.change_dutyrule                 security
accounts.change_grant                    admin
accounts.change_identityprovider         admin
accounts.change_role                     admin
accounts.change_signinrules              admin security
accounts.change_substitution             everybody
accounts.change_user                     admin
accounts.end_access                      director manager admin
accounts.export_apikey                   -
accounts.export_dutyexception            -
accounts.export_dutyrule                 -
accounts.export_grant                    -
accounts.export_identityprovider         -
accounts.export_rights                   admin auditor security
accounts.export_role                     -
accounts.export_substitution             -
accounts.export_user                     -
accounts.grant_all                       admin
accounts.remove_apikey                   everybody
accounts.remove_dutyexception            security
accounts.remove_dutyrule                 security
accounts.remove_grant                    admin
accounts.remove_identityprovider         -
accounts.remove_role                     admin
accounts.remove_substitution             everybody
accounts.remove_user                     -
accounts.see_as                          admin
accounts.view_apikey                     everybody
accounts.view_dutyexception              admin auditor security
accounts.view_dutyrule                   admin auditor security
accounts.view_grant                      admin auditor security
accounts.view_identityprovider           admin auditor security
accounts.view_rights                     admin auditor security
accounts.view_role                       admin auditor security
accounts.view_session                    everybody
accounts.view_substitution               everybody
accounts.view_user                       admin auditor security
accounts.view_why                        everybody
analysis.export_sales                    director manager finance
analysis.see_margin                      director manager finance auditor
analysis.view_sales                      director manager rep ka clerk finance auditor
crm.add_collisioncase                    manager rep ka clerk
crm.add_contact                          manager rep ka clerk service
crm.add_customer                         manager rep ka clerk
crm.add_customermember                   manager rep ka clerk
crm.add_customertype                     clerk
crm.add_duplicategroup                   -
crm.add_handover                         director manager
crm.add_industry                         clerk
crm.add_lead                             manager rep ka clerk service
crm.add_leadform                         director manager
crm.add_leadpoint                        director manager
crm.add_leadrule                         director manager
crm.add_lossreason                       director manager clerk
crm.add_merge                            -
crm.add_opportunity                      manager rep ka clerk
crm.add_playbook                         director manager clerk
crm.add_process                          director manager clerk
crm.add_stakeholder                      manager rep ka clerk service
crm.change_collisioncase                 manager rep ka clerk
crm.change_contact                       manager rep ka clerk service
crm.change_customer                      manager rep ka clerk
crm.change_customermember                manager rep ka clerk
crm.change_customertype                  clerk
crm.change_duplicategroup                -
crm.change_industry                      clerk
crm.change_lead                          manager rep ka clerk service
crm.change_leadform                      director manager
crm.change_leadpoint                     director manager
crm.change_leadrule                      director manager
crm.change_lossreason                    director manager clerk
crm.change_merge                         -
crm.change_opportunity                   manager rep ka clerk
crm.change_playbook                      director manager clerk
crm.change_process                       director manager clerk
crm.change_stakeholder                   manager rep ka clerk service
crm.claim_lead                           manager rep ka
crm.classify_customer                    director manager ka clerk
crm.decide_collisioncase                 director manager
crm.export_collisioncase                 director manager
crm.export_contact                       director manager clerk
crm.export_customer                      director manager clerk finance
crm.export_customermember                director manager clerk
crm.export_customertype                  -
crm.export_duplicategroup                manager clerk
crm.export_handover                      auditor
crm.export_handoveritem                  director manager
crm.export_industry                      -
crm.export_lead                          director manager clerk
crm.export_leadform                      -
crm.export_leadpoint                     -
crm.export_leadrule                      -
crm.export_lossreason                    -
crm.export_merge                         director manager
crm.export_opportunity                   director manager clerk
crm.export_playbook                      director manager
crm.export_process                       -
crm.export_stakeholder                   director manager clerk
crm.merge_customers                      manager clerk
crm.qualify_lead                         manager rep ka
crm.remove_collisioncase                 -
crm.remove_contact                       manager rep ka clerk service
crm.remove_customer                      manager clerk
crm.remove_customermember                manager rep ka clerk
crm.remove_customertype                  clerk
crm.remove_duplicategroup                -
crm.remove_handover                      director manager
crm.remove_industry                      clerk
crm.remove_lead                          manager clerk
crm.remove_leadform                      director manager
crm.remove_leadpoint                     director manager
crm.remove_leadrule                      director manager
crm.remove_lossreason                    director manager clerk
crm.remove_merge                         -
crm.remove_opportunity                   manager clerk
crm.remove_playbook                      director manager clerk
crm.remove_process                       director manager clerk
crm.remove_stakeholder                   manager rep ka clerk service
crm.see_phone                            director manager rep ka clerk service hr
crm.set_lead_pool                        director manager
crm.train_lead_score                     director manager
crm.use_playbook                         director manager rep ka clerk service
crm.view_collisioncase                   director manager rep ka clerk auditor
crm.view_contact                         director manager rep ka clerk finance service auditor
crm.view_customer                        director manager rep ka clerk finance service auditor
crm.view_customermember                  director manager rep ka clerk finance service auditor
crm.view_customertype                    director manager rep ka clerk finance service auditor
crm.view_duplicategroup                  manager clerk
crm.view_handover                        director manager auditor
crm.view_handoveritem                    director manager auditor
crm.view_industry                        director manager rep ka clerk finance service auditor
crm.view_lead                            director manager rep ka clerk service auditor
crm.view_leadform                        director manager rep ka clerk auditor
crm.view_leadpoint                       director manager rep ka clerk auditor
crm.view_leadrule                        director manager rep ka clerk auditor
crm.view_lossreason                      director manager rep ka clerk finance service auditor
crm.view_merge                           director manager rep ka clerk auditor
crm.view_opportunity                     director manager rep ka clerk finance service auditor
crm.view_playbook                        director manager rep ka clerk finance service auditor
crm.view_process                         director manager rep ka clerk finance service auditor
crm.view_stakeholder                     director manager rep ka clerk finance service auditor
field.add_callfrequency                  director manager
field.add_calllist                       director manager rep ka clerk service
field.add_callscript                     director manager rep ka clerk service
field.add_canvassarea                    director manager rep ka
field.add_dayreport                      director manager rep ka
field.add_daysetting                     director manager rep ka
field.add_donotcall                      director manager rep ka clerk service
field.add_jointvisit                     director manager
field.add_meeting                        director manager
field.add_observationform                director manager
field.add_receivinghours                 director manager rep ka clerk
field.add_visit                          manager rep ka clerk
field.add_visitfinding                   manager rep ka clerk
field.add_visittemplate                  director manager ka
field.answer_jointvisit                  director manager rep ka
field.change_callfrequency               director manager
field.change_calllist                    director manager rep ka clerk service
field.change_callscript                  director manager rep ka clerk service
field.change_canvassarea                 director manager rep ka
field.change_dayreport                   director manager rep ka
field.change_daysetting                  director manager rep ka
field.change_donotcall                   director manager rep ka clerk service
field.change_jointvisit                  director manager
field.change_meeting                     director manager
field.change_observationform             director manager
field.change_receivinghours              director manager rep ka clerk
field.change_visit                       manager rep ka clerk
field.change_visitfinding                manager rep ka clerk
field.change_visittemplate               director manager ka
field.export_callattempt                 director manager
field.export_callfrequency               -
field.export_calllist                    director manager
field.export_callscript                  director manager
field.export_calltarget                  director manager
field.export_canvassarea                 director manager
field.export_canvassstop                 director manager
field.export_dayreport                   director manager
field.export_daysetting                  director manager
field.export_donotcall                   director manager
field.export_due                         director manager
field.export_jointvisit                  director manager
field.export_meeting                     director manager
field.export_observationform             director manager
field.export_receivinghours              director manager
field.export_visit                       director manager
field.export_visitfinding                director manager
field.export_visittemplate               director manager
field.have_feed                          director manager rep ka
field.plan_visits                        director manager rep ka
field.remove_callfrequency               director manager
field.remove_calllist                    director manager
field.remove_callscript                  director manager
field.remove_canvassarea                 director manager
field.remove_canvassstop                 manager rep ka
field.remove_dayreport                   director manager
field.remove_daysetting                  director manager rep ka
field.remove_donotcall                   director manager
field.remove_jointvisit                  director manager
field.remove_meeting                     director manager
field.remove_observationform             director manager
field.remove_receivinghours              director manager rep ka clerk
field.remove_visit                       manager rep ka clerk
field.remove_visitfinding                manager rep ka clerk
field.remove_visittemplate               director manager ka
field.review_jointvisit                  director manager auditor
field.view_callattempt                   director manager rep ka clerk service auditor
field.view_callfrequency                 director manager rep ka clerk auditor
field.view_calllist                      director manager rep ka clerk service auditor
field.view_callscript                    director manager rep ka clerk service auditor
field.view_calltarget                    director manager rep ka clerk service auditor
field.view_canvassarea                   director manager rep ka clerk service auditor
field.view_canvassstop                   director manager rep ka clerk service auditor
field.view_dayreport                     director manager rep ka auditor
field.view_daysetting                    director manager rep ka auditor
field.view_donotcall                     director manager rep ka clerk service auditor
field.view_due                           director manager rep ka
field.view_findings                      director manager auditor
field.view_jointvisit                    director manager rep ka auditor
field.view_meeting                       director manager rep ka auditor
field.view_observationform               director manager rep ka auditor
field.view_receivinghours                director manager rep ka clerk service auditor
field.view_visit                         director manager rep ka clerk service auditor
field.view_visitfinding                  director manager rep ka clerk service auditor
field.view_visittemplate                 director manager rep ka clerk service auditor
field.work_calllist                      director manager rep ka clerk service
field.work_canvassarea                   manager rep ka
keyaccounts.accept_rollingplan           director manager
keyaccounts.add_accountdelivery          director manager ka clerk
keyaccounts.add_accountkpi               director manager ka
keyaccounts.add_agreement                director manager ka
keyaccounts.add_agreementcheck           director manager ka
keyaccounts.add_monthlyreview            director manager ka
keyaccounts.add_rollingplan              director manager ka
keyaccounts.add_store                    director manager ka
keyaccounts.add_storeopportunity         director manager ka
keyaccounts.change_accountdelivery       director manager ka clerk
keyaccounts.change_accountkpi            director manager ka
keyaccounts.change_agreement             director manager ka
keyaccounts.change_monthlyreview         director manager ka
keyaccounts.change_rollingplan           director manager ka
keyaccounts.change_store                 director manager ka
keyaccounts.change_storeopportunity      director manager ka
keyaccounts.export_accountdelivery       director manager
keyaccounts.export_accountkpi            director manager
keyaccounts.export_agreement             director manager
keyaccounts.export_agreementcheck        director manager
keyaccounts.export_monthlyreview         director manager
keyaccounts.export_rollingplan           director manager
keyaccounts.export_store                 director manager
keyaccounts.export_storeopportunity      director manager
keyaccounts.remove_accountdelivery       director manager ka clerk
keyaccounts.remove_accountkpi            director manager ka
keyaccounts.remove_agreement             director manager ka
keyaccounts.remove_monthlyreview         director manager ka
keyaccounts.remove_rollingplan           director manager ka
keyaccounts.remove_store                 director manager ka
keyaccounts.remove_storeopportunity      director manager ka
keyaccounts.sign_agreement               director manager ka
keyaccounts.view_accountdelivery         director manager ka clerk finance auditor
keyaccounts.view_accountkpi              director manager ka clerk finance auditor
keyaccounts.view_agreement               director manager ka clerk finance auditor
keyaccounts.view_agreementcheck          director manager ka clerk finance auditor
keyaccounts.view_monthlyreview           director manager ka clerk finance auditor
keyaccounts.view_rollingplan             director manager ka clerk finance auditor
keyaccounts.view_store                   director manager ka clerk finance auditor
keyaccounts.view_storeopportunity        director manager ka clerk finance auditor
loyalty.add_causeanalysis                director manager rep ka
loyalty.add_evaluationrun                director manager
loyalty.add_evaluationscheme             director
loyalty.add_nextpurchase                 director manager
loyalty.add_referral                     director manager rep ka clerk
loyalty.add_rememberedday                director manager rep ka clerk service
loyalty.add_rewardentry                  director manager rep ka clerk
loyalty.add_thanksrule                   director manager
loyalty.approve_rewardentry              director finance
loyalty.change_causeanalysis             director manager rep ka
loyalty.change_evaluationscheme          director
loyalty.change_referral                  director manager rep ka clerk
loyalty.change_rememberedday             director manager rep ka clerk service
loyalty.change_thanksrule                director manager
loyalty.export_causeanalysis             director manager
loyalty.export_evaluation                director manager
loyalty.export_evaluationrun             director manager
loyalty.export_evaluationscheme          director manager
loyalty.export_nextpurchase              director manager
loyalty.export_referral                  director manager
loyalty.export_rememberedday             director manager
loyalty.export_rewardentry               director manager finance
loyalty.export_thanksrule                director manager
loyalty.remove_causeanalysis             director manager
loyalty.remove_evaluationscheme          director
loyalty.remove_referral                  director manager
loyalty.remove_rememberedday             director manager rep ka clerk service
loyalty.remove_thanksrule                director manager
loyalty.view_causeanalysis               director manager rep ka finance auditor
loyalty.view_evaluation                  director manager rep ka finance auditor
loyalty.view_evaluationrun               director manager rep ka finance auditor
loyalty.view_evaluationscheme            director manager rep ka finance auditor
loyalty.view_nextpurchase                director manager rep ka clerk service auditor
loyalty.view_referral                    director manager rep ka clerk service auditor
loyalty.view_rememberedday               director manager rep ka clerk service
loyalty.view_rewardentry                 director manager rep ka clerk finance auditor
loyalty.view_thanksrule                  director manager rep ka clerk
market.add_competitor                    director manager rep ka
market.add_marketfigure                  director manager rep ka
market.change_competitor                 director manager rep ka
market.change_marketfigure               director manager rep ka
market.export_competitor                 director manager
market.export_marketfigure               director manager
market.open_marketfigure                 director manager
market.remove_competitor                 director manager
market.remove_marketfigure               director manager
market.set_bounds                        director
market.view_competitor                   director manager rep ka finance hr auditor
market.view_marketfigure                 director manager rep ka finance hr auditor
orders.add_order                         manager rep ka clerk
orders.approve_order                     director manager
orders.cancel_order                      manager clerk
orders.change_order                      manager rep ka clerk
orders.complete_order                    manager clerk
orders.confirm_order                     manager rep ka clerk
orders.export_order                      director manager clerk finance
orders.remove_order                      manager rep ka clerk
orders.view_order                        director manager rep ka clerk finance service auditor
organization.add_assignment              hr
organization.add_calendarday             hr admin
organization.add_company                 admin
organization.add_coverage                director manager
organization.add_employee                hr
organization.add_position                hr admin
organization.add_region                  director admin
organization.add_territory               director admin
organization.add_unit                    hr admin
organization.change_assignment           hr
organization.change_calendarday          hr admin
organization.change_company              admin
organization.change_coverage             director manager
organization.change_employee             hr
organization.change_position             hr admin
organization.change_region               director admin
organization.change_territory            director admin
organization.change_unit                 hr admin
organization.export_assignment           -
organization.export_calendarday          hr admin
organization.export_company              -
organization.export_coverage             -
organization.export_employee             hr
organization.export_position             -
organization.export_region               -
organization.export_territory            director admin
organization.export_unit                 hr admin
organization.remove_assignment           hr
organization.remove_calendarday          hr admin
organization.remove_company              admin
organization.remove_coverage             director manager
organization.remove_employee             hr
organization.remove_position             hr admin
organization.remove_region               director admin
organization.remove_territory            director admin
organization.remove_unit                 hr admin
organization.see_identity                hr
organization.see_pay                     director hr
organization.view_assignment             everybody
organization.view_calendarday            everybody
organization.view_company                everybody
organization.view_coverage               everybody
organization.view_employee               everybody
organization.view_position               everybody
organization.view_region                 everybody
organization.view_territory              everybody
organization.view_unit                   everybody
planning.add_actionitem                  director manager rep ka
planning.add_board                       director manager
planning.add_declaration                 director manager rep ka
planning.add_forecastrun                 director manager
planning.add_improvement                 director manager rep ka
planning.add_pipelinefigure              director manager rep ka
planning.add_plan                        director manager
planning.add_quota                       director manager
planning.add_target                      director manager
planning.answer_quota                    director manager rep ka
planning.approve_mid_period              director finance
planning.change_actionitem               director manager rep ka
planning.change_board                    director manager
planning.change_declaration              director manager rep ka
planning.change_improvement              director manager rep ka
planning.change_pipelinefigure           director manager rep ka
planning.change_plan                     director manager
planning.change_quota                    director manager
planning.change_target                   director manager
planning.close_improvement               director manager
planning.correct_declaration             director manager
planning.decide_target                   director
planning.export_actionitem               director manager
planning.export_board                    director manager
planning.export_declaration              director manager
planning.export_forecastrun              director manager
planning.export_improvement              director manager
planning.export_pipelinefigure           director manager
planning.export_plan                     director manager
planning.export_quota                    director manager finance hr
planning.export_quotatalk                director manager hr
planning.export_target                   director manager
planning.lead_quotatalk                  director manager
planning.move_plan                       director manager
planning.remove_actionitem               director manager rep ka
planning.remove_board                    director manager
planning.remove_declaration              director manager rep ka
planning.remove_forecastrun              director
planning.remove_improvement              director manager
planning.remove_pipelinefigure           director manager rep ka
planning.remove_plan                     director
planning.remove_quota                    director manager
planning.remove_target                   director manager
planning.say_forecast                    director manager rep ka
planning.set_pace                        director
planning.view_actionitem                 director manager rep ka finance auditor
planning.view_board                      director manager finance hr auditor
planning.view_declaration                director manager rep ka finance hr auditor
planning.view_forecastrun                director manager rep ka finance hr auditor
planning.view_improvement                director manager rep ka finance auditor
planning.view_market                     director manager rep ka finance auditor
planning.view_pace                       director manager rep ka finance auditor
planning.view_pipelinefigure             director manager rep ka finance auditor
planning.view_plan                       director manager rep ka finance hr auditor
planning.view_quota                      director manager rep ka finance hr auditor
planning.view_quotatalk                  director manager rep ka finance hr auditor
planning.view_target                     director manager finance hr auditor
platform.add_approvalrule                security
platform.add_exportbudget                admin
platform.add_file                        director manager rep ka clerk finance service hr
platform.add_note                        director manager rep ka clerk finance service hr
platform.add_robot                       admin
platform.add_task                        director manager rep ka clerk finance service hr
platform.add_trigger                     director manager admin
platform.approve_export                  director
platform.call_webhook                    director admin
platform.change_alert                    admin auditor security
platform.change_approvalrule             security
platform.change_exportbudget             admin
platform.change_in_bulk                  director manager rep ka clerk finance service hr admin
platform.change_robot                    admin
platform.change_trigger                  director manager admin
platform.decide_approval                 everybody
platform.do_task                         everybody
platform.export_alert                    auditor security
platform.export_approval                 director auditor
platform.export_approvalrule             admin auditor security
platform.export_auditentry               auditor security
platform.export_backuprun                admin auditor
platform.export_exportbudget             admin auditor
platform.export_exportrecord             auditor
platform.export_offlineentry             -
platform.export_readentry                auditor security
platform.export_robot                    -
platform.export_trigger                  auditor
platform.export_triggerrun               auditor
platform.find_export                     admin auditor
platform.follow                          everybody
platform.go_live                         director clerk admin
platform.keep_notification               everybody
platform.lift_reading_stop               admin security
platform.read_without_limit              -
platform.remove_approvalrule             security
platform.remove_exportbudget             admin
platform.remove_robot                    admin
platform.remove_trigger                  director manager admin
platform.reveal                          finance
platform.run_backup                      admin
platform.run_import                      director clerk admin
platform.save_view                       everybody
platform.send_offline                    director manager rep ka clerk
platform.set_trail                       admin security
platform.settle_offline                  director manager rep ka clerk
platform.share_view                      everybody
platform.sign_go_live                    director admin
platform.verify_trail                    admin auditor security
platform.view_alert                      admin auditor security
platform.view_approval                   everybody
platform.view_approvalrule               director finance admin auditor security
platform.view_auditentry                 admin auditor
platform.view_backuprun                  admin auditor
platform.view_bulkchange                 everybody
platform.view_delivery                   admin
platform.view_exportbudget               director admin auditor
platform.view_exportrecord               everybody
platform.view_file                       everybody
platform.view_import                     director clerk admin auditor
platform.view_job                        everybody
platform.view_notification               everybody
platform.view_offlineentry               director manager rep ka clerk
platform.view_readentry                  admin auditor security
platform.view_robot                      admin
platform.view_searchentry                everybody
platform.view_task                       everybody
platform.view_trigger                    director manager admin auditor
platform.view_triggerrun                 director manager admin auditor
products.add_category                    clerk
products.add_product                     clerk
products.change_category                 clerk
products.change_product                  clerk
products.export_category                 -
products.export_product                  director manager clerk finance
products.remove_category                 clerk
products.remove_product                  clerk
products.see_cost                        director manager finance auditor
products.view_category                   everybody
products.view_product                    everybody
receivables.add_invoice                  clerk finance
receivables.add_receipt                  finance
receivables.change_invoice               clerk finance
receivables.change_receipt               finance
receivables.export_invoice               director manager finance
receivables.export_receipt               director manager finance
receivables.remove_invoice               finance
receivables.remove_receipt               finance
receivables.view_invoice                 director manager rep ka clerk finance auditor
receivables.view_receipt                 director manager rep ka clerk finance auditor
"""


def _roles(words: str) -> frozenset[str]:
    return frozenset(EVERYBODY if words == "everybody" else [] if words == "-" else words.split())


MAY: dict[str, frozenset[str]] = {
    line.split()[0]: _roles(line.split(maxsplit=1)[1].strip()) for line in TEXT.strip().splitlines()
}

REACH = {
    "director": "everything",
    "manager.east": "rep.east",
    "rep.east": "rep.east",
    "rep.south": "rep.south",
    "ka": "ka",
    "clerk": "rep.east rep.south ka",
    "finance": "everything",
    "service": "everything",
    "hr": "everything",
    "admin": "everything",
    "auditor": "everything",
    "security": "everything",
    "stranger": "stranger",
    "lead": "lead rep.south",
}
"""Whose rows each person of the small firm reaches, where rows have an owner and a unit."""
REACH_BY_UNIT_ONLY = frozenset({"manager.east", "clerk"})
"""Whom the unit leads to the rows of others: rows without a unit they see of their own only."""

SHARED, BOTH, ALONE, KEYS = "shared", "owner and unit", "owner alone", "keys"
KIND: dict[str, str] = {
    "accounts.apikey": KEYS,
    "accounts.dutyexception": SHARED,
    "accounts.dutyrule": SHARED,
    "accounts.grant": SHARED,
    "accounts.identityprovider": SHARED,
    "accounts.role": SHARED,
    "accounts.substitution": BOTH,
    "accounts.user": BOTH,
    "crm.collisioncase": BOTH,
    "crm.contact": BOTH,
    "crm.duplicategroup": ALONE,
    "crm.merge": BOTH,
    "crm.lead": BOTH,
    "crm.leadform": SHARED,
    "crm.leadpoint": SHARED,
    "crm.leadrule": SHARED,
    "crm.customer": BOTH,
    "crm.customermember": BOTH,
    "crm.customertype": SHARED,
    "crm.handover": BOTH,
    "crm.handoveritem": BOTH,
    "crm.industry": SHARED,
    "crm.lossreason": SHARED,
    "crm.opportunity": BOTH,
    "crm.playbook": SHARED,
    "crm.process": SHARED,
    "crm.stakeholder": BOTH,
    "field.callattempt": BOTH,
    "field.callfrequency": SHARED,
    "field.calllist": BOTH,
    "field.callscript": SHARED,
    "field.calltarget": BOTH,
    "field.canvassarea": BOTH,
    "field.canvassstop": BOTH,
    "field.dayreport": BOTH,
    "field.daysetting": BOTH,
    "field.donotcall": SHARED,
    "field.jointvisit": BOTH,
    "field.meeting": BOTH,
    "field.observationform": SHARED,
    "field.receivinghours": BOTH,
    "field.visit": BOTH,
    "field.visitfinding": BOTH,
    "field.visittemplate": SHARED,
    "market.competitor": SHARED,
    "market.marketfigure": BOTH,
    "orders.order": BOTH,
    "organization.assignment": BOTH,
    "organization.calendarday": SHARED,
    "organization.company": SHARED,
    "organization.coverage": BOTH,
    "organization.employee": BOTH,
    "organization.position": SHARED,
    "organization.region": SHARED,
    "organization.territory": SHARED,
    "organization.unit": SHARED,
    "platform.alert": SHARED,
    "platform.approval": BOTH,
    "platform.approvalrule": SHARED,
    "platform.auditentry": SHARED,
    "platform.backuprun": SHARED,
    "platform.bulkchange": ALONE,
    "platform.exportbudget": SHARED,
    "platform.exportrecord": ALONE,
    "platform.job": ALONE,
    "platform.offlineentry": BOTH,
    "platform.readentry": SHARED,
    "platform.robot": SHARED,
    "platform.trigger": BOTH,
    "platform.triggerrun": BOTH,
    "keyaccounts.accountdelivery": BOTH,
    "keyaccounts.accountkpi": BOTH,
    "keyaccounts.agreement": BOTH,
    "keyaccounts.agreementcheck": BOTH,
    "keyaccounts.monthlyreview": BOTH,
    "keyaccounts.rollingplan": BOTH,
    "keyaccounts.store": BOTH,
    "keyaccounts.storeopportunity": BOTH,
    "loyalty.causeanalysis": BOTH,
    "loyalty.evaluation": BOTH,
    "loyalty.evaluationrun": SHARED,
    "loyalty.evaluationscheme": SHARED,
    "loyalty.nextpurchase": BOTH,
    "loyalty.referral": BOTH,
    "loyalty.rememberedday": BOTH,
    "loyalty.rewardentry": BOTH,
    "loyalty.thanksrule": SHARED,
    "planning.forecastrun": SHARED,
    "planning.declaration": BOTH,
    "planning.actionitem": BOTH,
    "planning.improvement": BOTH,
    "planning.pipelinefigure": BOTH,
    "planning.plan": SHARED,
    "planning.quota": BOTH,
    "planning.quotatalk": BOTH,
    "planning.target": BOTH,
    "products.category": SHARED,
    "products.product": SHARED,
    "receivables.invoice": BOTH,
    "receivables.receipt": BOTH,
}
"""How the rows of each kind belong to people. A new kind of record needs its line here."""
ARCHIVED: dict[str, dict[str, object]] = {
    "accounts.substitution": {"ends_on": "2026-12-01"},
    "crm.customer": {"is_active": False},
    "crm.opportunity": {"state": "lost"},
    "crm.stakeholder": {"ends_on": "2026-12-31"},
    "orders.order": {"state": "cancelled"},
    "organization.assignment": {"ends_on": "2026-01-31"},
    "organization.coverage": {"ends_on": "2026-01-31"},
    "organization.employee": {"left_on": "2026-01-31"},
    "platform.job": {"state": "done"},
    "products.product": {"is_sold": False},
}
"""What makes a row an old one; it must stay as closed as it was."""


def may(role: str, code: str) -> bool:
    """Whether the standard role has the function; an unknown function is nobody's."""
    return role in MAY.get(code, frozenset())


TELLS = {"platform.approval": "orders.view_order", "platform.exportrecord": "crm.view_customer"}
"""Rows whose title names a record of another kind: for those who may see that kind, or check everything."""


def reaches(name: str, role: str, noun: str, owner: str) -> bool:
    """Whether this person reaches the row of `owner`; `""` owns what all share."""
    if not owner or KIND[noun] == SHARED:
        return True
    told = TELLS.get(noun)
    if told and owner != name and not may(role, told) and not may(role, "platform.view_auditentry"):
        return False
    words = REACH[name].split()
    if KIND[noun] == KEYS:
        keeps = may(role, "accounts.view_user")
        return owner == name or (keeps and words == ["everything"])
    if KIND[noun] == ALONE and name in REACH_BY_UNIT_ONLY:
        return owner == name
    return words == ["everything"] or owner in words
