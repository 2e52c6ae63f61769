from django.urls import path

from yanzhen.market import nouns
from yanzhen.market.views import bounds, collect
from yanzhen.platform.pages.views import urls

app_name = "market"
urlpatterns = [
    path("collect/", collect.collect, name="collect"),
    path("bounds/", bounds.bounds_page, name="bounds"),
    *urls(nouns.COMPETITORS),
    *urls(nouns.MARKET_FIGURES),
]
