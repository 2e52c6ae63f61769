from yanzhen.accounts.models.keys import ApiKey
from yanzhen.accounts.models.links import OneTimeLink
from yanzhen.accounts.models.roles import Grant, Role
from yanzhen.accounts.models.users import User

__all__ = ["ApiKey", "Grant", "OneTimeLink", "Role", "User"]
