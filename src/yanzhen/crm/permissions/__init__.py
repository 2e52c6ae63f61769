"""Who may do what with customers and the pipeline, by topic."""

from yanzhen.crm.permissions import customers as customers
from yanzhen.crm.permissions import handovers as handovers
from yanzhen.crm.permissions import leads as leads
from yanzhen.crm.permissions import matching as matching
from yanzhen.crm.permissions import opportunities as opportunities
from yanzhen.crm.permissions import playbooks as playbooks
from yanzhen.crm.permissions import stakeholders as stakeholders
