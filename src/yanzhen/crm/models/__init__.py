from yanzhen.crm.models.collisions import CaseShare, CollisionCase, KnownApart, PossibleAsk
from yanzhen.crm.models.contacts import Contact
from yanzhen.crm.models.customers import Customer, CustomerType
from yanzhen.crm.models.handovers import Handover, HandoverItem
from yanzhen.crm.models.lead_rules import (
    LeadForm,
    LeadFormHit,
    LeadModel,
    LeadPoint,
    LeadRule,
    LeadRuleMember,
    LeadSetting,
)
from yanzhen.crm.models.leads import Lead, LeadHolding, LeadTouch
from yanzhen.crm.models.merging import DuplicateGroup, DuplicateMember, Merge, MergedRecord, MergeMove
from yanzhen.crm.models.opportunities import Opportunity, OpportunityLine, OpportunityMember, StageEntry, TaskDone
from yanzhen.crm.models.playbooks import OpportunityChange, Playbook, PlaybookUse, ProcessDraft, StageLearning
from yanzhen.crm.models.processes import ExitTask, LossReason, Process, Stage
from yanzhen.crm.models.stakeholders import Stakeholder
from yanzhen.crm.models.teams import CustomerMember, Industry

__all__ = [
    "CaseShare",
    "CollisionCase",
    "Contact",
    "Customer",
    "CustomerMember",
    "CustomerType",
    "DuplicateGroup",
    "DuplicateMember",
    "ExitTask",
    "Handover",
    "HandoverItem",
    "Industry",
    "KnownApart",
    "Lead",
    "LeadForm",
    "LeadFormHit",
    "LeadHolding",
    "LeadModel",
    "LeadPoint",
    "LeadRule",
    "LeadRuleMember",
    "LeadSetting",
    "LeadTouch",
    "LossReason",
    "Merge",
    "MergeMove",
    "MergedRecord",
    "Opportunity",
    "OpportunityChange",
    "OpportunityLine",
    "OpportunityMember",
    "Playbook",
    "PlaybookUse",
    "PossibleAsk",
    "Process",
    "ProcessDraft",
    "Stage",
    "StageEntry",
    "StageLearning",
    "Stakeholder",
    "TaskDone",
]
