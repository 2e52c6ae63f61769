from django.urls import path

from yanzhen.accounts import nouns, sign_in_urls
from yanzhen.accounts.views import doors, own, people, seeing
from yanzhen.platform.pages.confirming import confirmed
from yanzhen.platform.pages.views import urls

app_name = "accounts"
urlpatterns = [
    *sign_in_urls.urlpatterns,
    path("setup/", doors.first_administrator, name="setup"),
    path("link/<str:secret>/", doors.link, name="link"),
    path("password/", own.password, name="password"),
    path("keys/new/", own.issue_key, name="key_issue"),
    path("users/<int:pk>/invite/", people.invite, name="user_invite"),
    path("users/<int:pk>/see-as/", seeing.begin, name="see_as"),
    path("see-as/end/", seeing.end, name="see_as_end"),
    *confirmed(urls(nouns.USERS), "add", "change", "act"),
    *confirmed(urls(nouns.ROLES), "add", "change", "remove"),
    *confirmed(urls(nouns.GRANTS), "add", "change", "remove"),
    *urls(nouns.KEYS),
    *urls(nouns.SUBSTITUTIONS),
    *urls(nouns.DUTY_RULES),
    *urls(nouns.DUTY_EXCEPTIONS),
]
