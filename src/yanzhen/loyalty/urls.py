from typing import Any

app_name = "loyalty"
urlpatterns: list[Any] = []
