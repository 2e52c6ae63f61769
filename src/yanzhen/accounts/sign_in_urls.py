"""Addresses of signing in that lie in the namespace of the accounts."""

from django.urls import path

from yanzhen.accounts import sign_in_nouns
from yanzhen.accounts.views import factors, leaving, outside, rules, sessions
from yanzhen.platform.pages.confirming import confirmed
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("signing-in/", factors.overview, name="factors"),
    path("signing-in/app/", factors.add_app, name="factor_app"),
    path("signing-in/passkey/", factors.add_passkey, name="factor_passkey"),
    path("signing-in/passkey/options/", factors.passkey_new_options, name="passkey_new_options"),
    path("signing-in/factors/<int:pk>/remove/", factors.remove, name="factor_remove"),
    path("signing-in/codes/", factors.new_codes, name="factor_codes"),
    path("signing-in/outside/<slug:code>/", outside.connect, name="outside_connect"),
    path("signing-in/identities/<int:pk>/unlink/", outside.unlink, name="outside_unlink"),
    path("sessions/", sessions.own, name="sessions"),
    path("sessions/others/end/", sessions.end_others, name="sessions_end_others"),
    path("sessions/<int:pk>/end/", sessions.end_own, name="session_end"),
    path("sign-in-rules/", rules.sign_in_rules, name="sign_in_rules"),
    path("users/<int:pk>/sessions/", sessions.of_user, name="user_sessions"),
    path("users/<int:pk>/sessions/<int:session>/end/", sessions.end_of_user, name="user_session_end"),
    path("users/<int:pk>/reset-second-factor/", sessions.reset_factors, name="user_reset_factors"),
    path("users/<int:pk>/leave/", leaving.leave, name="user_leave"),
    *confirmed(urls(sign_in_nouns.PROVIDERS), "add", "change"),
]
