"""Addresses with names that Django and the shell know without a namespace."""

from django.urls import path

from yanzhen.accounts.views import arriving, confirming, doors, forgotten, outside, own

urlpatterns = [
    path("accounts/sign-in/", doors.sign_in, name="login"),
    path("accounts/sign-out/", doors.sign_out, name="logout"),
    path("accounts/sign-in/second-step/", arriving.factor_check, name="factor_check"),
    path("accounts/sign-in/passkey/", arriving.passkey, name="passkey"),
    path("accounts/sign-in/passkey/options/", arriving.passkey_options, name="passkey_options"),
    path("accounts/sign-in/forgotten/", forgotten.forgotten, name="forgotten"),
    path("accounts/outside/<slug:code>/", outside.start, name="outside_start"),
    path("accounts/outside/<slug:code>/back/", outside.back, name="outside_back"),
    path("accounts/confirm/", confirming.confirm, name="confirm"),
    path("preferences/", own.preferences, name="preferences"),
    path("language/", own.language, name="set_language"),
]
