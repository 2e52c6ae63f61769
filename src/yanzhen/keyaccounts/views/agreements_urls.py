"""Addresses of the account desk, checks, the weekly list, plans, reviews and the business review."""

from django.urls import URLPattern, path

from yanzhen.keyaccounts.views import agreements, business, chances, hub, kpis, plans, reviews

urlpatterns: list[URLPattern] = [
    path("key-accounts/", hub.page, name="hub"),
    path("agreement-checks/<int:pk>/", agreements.check, name="agreementcheck_record"),
    path("agreements/<int:pk>/business-review/", business.page, name="business_review"),
    path("store-opportunities/week/", chances.week, name="week"),
    path("store-opportunities/week/prepare/", chances.prepare, name="week_prepare"),
    path("store-opportunities/<int:pk>/close/", chances.close, name="chance_close"),
    path("rolling-plans/<int:pk>/", plans.record, name="rollingplan_record"),
    path("rolling-plans/<int:pk>/grid/", plans.grid, name="plan_grid"),
    path("account-kpis/<int:pk>/values/", kpis.paste, name="kpi_values"),
    path("monthly-reviews/<int:pk>/", reviews.record, name="monthlyreview_record"),
]
