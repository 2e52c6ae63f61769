"""Where django-allauth leaves us: whoever comes back from a house outside is handed to our own door."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp

from yanzhen.accounts import outside
from yanzhen.accounts.queries import providers
from yanzhen.accounts.views import outside as doors


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Named in the settings as SOCIALACCOUNT_ADAPTER."""

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        return [outside.app_of(row) for row in providers.offered() if provider in {None, row.code}]

    def get_provider(self, request: Any, provider: str, client_id: Any = None) -> Any:
        row = providers.by_code(provider)
        if row is None:
            raise SocialApp.DoesNotExist
        return outside.provider_of(request, row)

    def get_requests_session(self) -> Any:
        return outside.Safely()

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        raise ImmediateHttpResponse(doors.arrived(request, sociallogin))

    def on_authentication_error(self, request: Any, provider: Any, error: Any = None, exception: Any = None,
                                extra_context: Any = None) -> None:  # fmt: skip
        raise ImmediateHttpResponse(doors.failed(request, provider, exception))

    def authenticate_by_email(self, sociallogin: Any) -> None:
        return None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """News of this kind goes through our own notifications."""
