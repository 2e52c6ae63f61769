from yanzhen.crm.views import (
    customer_urls,
    handover_urls,
    lead_urls,
    matching_urls,
    opportunity_urls,
    pipeline_urls,
    stakeholder_urls,
)

app_name = "crm"
urlpatterns = [
    *opportunity_urls.urlpatterns,
    *matching_urls.urlpatterns,
    *customer_urls.urlpatterns,
    *handover_urls.urlpatterns,
    *lead_urls.urlpatterns,
    *pipeline_urls.urlpatterns,
    *stakeholder_urls.urlpatterns,
]
