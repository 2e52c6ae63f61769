"""Who may do what with customers and the pipeline, by topic."""

from yanzhen.crm.permissions import customers as customers
from yanzhen.crm.permissions import opportunities as opportunities
