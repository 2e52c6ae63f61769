"""The addresses of handovers."""

from django.urls import path

from yanzhen.crm.nouns import handovers as nouns
from yanzhen.crm.views import handovers
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("handovers/<int:pk>/", handovers.record, name="handover_record"),
    path("handovers/<int:pk>/plan/", handovers.plan, name="handover_plan"),
    path("handovers/<int:pk>/assign/", handovers.assign, name="handover_assign"),
    path("handovers/<int:pk>/letter/", handovers.write, name="handover_letter"),
    path("handovers/<int:pk>/letters/", handovers.letters_page, name="handover_letters"),
    *urls(nouns.HANDOVERS),
    *urls(nouns.ITEMS),
]
