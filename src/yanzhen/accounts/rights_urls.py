"""Rights and their explanation; below the settings, and at an address of its own that every page links to."""

from django.urls import path

from yanzhen.accounts.views import rights, why

urlpatterns = [
    path("why/", why.page, name="why"),
    path("settings/rights/", rights.overview, name="rights"),
    path("settings/rights/export/", rights.export, name="rights_export"),
    path("settings/rights/people/<int:pk>/", rights.person, name="rights_person"),
    path("settings/rights/roles/<int:pk>/", rights.role, name="rights_role"),
    path("settings/rights/roles/<int:pk>/copy/", rights.copy, name="rights_copy"),
]
