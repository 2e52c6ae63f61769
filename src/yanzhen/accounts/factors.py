"""How django-allauth's second factors meet our house: secrets sealed, our name, the sign-in name on the device."""

from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from yanzhen.accounts.vault import seal, unseal


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Named in the settings as MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return _("Yanzhen")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": _("Yanzhen")}

    def _get_site_name(self) -> str:
        return _("Yanzhen")

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """News of this kind goes through our own notifications."""


def picture(address: str) -> SafeString:
    """An address as a square to scan; drawn as part of the page, so that no copy of it lies anywhere."""
    drawn = qrcode.make(address, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
    return mark_safe(drawn)  # made of dots alone
