"""What can be imported of customers and the pipeline, by topic."""

from yanzhen.crm.imports import customers as customers
from yanzhen.crm.imports import leads as leads
