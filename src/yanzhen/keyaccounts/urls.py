from yanzhen.keyaccounts.views import agreements_urls

app_name = "keyaccounts"
urlpatterns = [
    *agreements_urls.urlpatterns,
]
