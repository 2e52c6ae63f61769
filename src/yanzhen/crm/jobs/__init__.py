"""What the worker does for customers and the pipeline from time to time, by topic."""

from yanzhen.crm.jobs import customers as customers
from yanzhen.crm.jobs import leads as leads
from yanzhen.crm.jobs import matching as matching
from yanzhen.crm.jobs import pipeline as pipeline
