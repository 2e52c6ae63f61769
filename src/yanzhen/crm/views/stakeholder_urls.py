"""The addresses of stakeholders, teams, industries and the class of a customer."""

from django.urls import path

from yanzhen.crm import nouns
from yanzhen.crm.views import stakeholders
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("customers/<int:pk>/class/", stakeholders.classify, name="customer_classify"),
    path("stakeholders/<int:pk>/successor/", stakeholders.replace, name="stakeholder_replace"),
    *urls(nouns.STAKEHOLDERS),
    *urls(nouns.TEAM),
    *urls(nouns.INDUSTRIES),
]
