from django.urls import path

from yanzhen.accounts import nouns
from yanzhen.accounts.views import doors, own, people
from yanzhen.platform.pages.views import urls

app_name = "accounts"
urlpatterns = [
    path("setup/", doors.first_administrator, name="setup"),
    path("link/<str:secret>/", doors.link, name="link"),
    path("password/", own.password, name="password"),
    path("keys/new/", own.issue_key, name="key_issue"),
    path("users/<int:pk>/invite/", people.invite, name="user_invite"),
    *urls(nouns.USERS),
    *urls(nouns.ROLES),
    *urls(nouns.GRANTS),
    *urls(nouns.KEYS),
]
