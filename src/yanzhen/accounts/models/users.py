from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.accounts.enums import AmountUnit, RiseColour, Theme
from yanzhen.platform.base import Record, Scope, ScopedQuerySet


class UserManager(BaseUserManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Finds people by their sign-in name; case does not matter."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Record):
    """Somebody who signs in. Without a password until the one-time link was used."""

    username = models.CharField(_("sign-in name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    employee = models.OneToOneField(
        "organization.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("employee")
    )
    is_active = models.BooleanField(_("active"), default=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    password_set_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="", blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    amount_unit = models.CharField(_("amounts in"), max_length=5, choices=AmountUnit.choices, default=AmountUnit.WAN)
    rise_colour = models.CharField(_("rise and fall"), max_length=5, choices=RiseColour.choices, default=RiseColour.RED)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    scope = Scope(owners=("employee_id",), unit="employee__unit_id")
    unaudited = frozenset({"password", "last_login", "session_epoch", "password_set_at"})
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="one_user_per_name_in_any_case",
                violation_error_message=_("This sign-in name is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A cookie holds only for the password and the epoch it was made in; deactivation starts a new epoch."""
        return salted_hmac(
            "yanzhen.accounts.session", f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()
