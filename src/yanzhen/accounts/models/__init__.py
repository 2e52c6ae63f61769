from yanzhen.accounts.models.duties import DutyException, DutyRule
from yanzhen.accounts.models.keys import ApiKey
from yanzhen.accounts.models.links import OneTimeLink
from yanzhen.accounts.models.roles import Grant, Role
from yanzhen.accounts.models.seeing import Seeing
from yanzhen.accounts.models.sessions import KnownDevice, UserSession
from yanzhen.accounts.models.signing import IdentityProvider, PasswordRecord, SignInRules
from yanzhen.accounts.models.substitutions import Substitution
from yanzhen.accounts.models.users import User

__all__ = [
    "ApiKey",
    "DutyException",
    "DutyRule",
    "Grant",
    "IdentityProvider",
    "KnownDevice",
    "OneTimeLink",
    "PasswordRecord",
    "Role",
    "Seeing",
    "SignInRules",
    "Substitution",
    "User",
    "UserSession",
]
