"""Addresses with names that Django and the shell know without a namespace."""

from django.urls import path

from yanzhen.accounts.views import doors, own

urlpatterns = [
    path("accounts/sign-in/", doors.sign_in, name="login"),
    path("accounts/sign-out/", doors.sign_out, name="logout"),
    path("preferences/", own.preferences, name="preferences"),
    path("language/", own.language, name="set_language"),
]
