"""Signing in through a house outside: OpenID Connect, WeCom, DingTalk, Feishu.

django-allauth talks to them; every answer ends in `adapter.Adapter`, which hands it to our own door. Nothing
of allauth's own pages, sign-up or session handling is reached. OpenID Connect goes beyond what allauth checks by
itself: signature, nonce and PKCE always, and http to this machine only.
"""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.feishu.client import FeishuOAuth2Client
from allauth.socialaccount.providers.feishu.provider import FeishuProvider
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from yanzhen.accounts.enums import ProviderKind
from yanzhen.accounts.models import IdentityProvider
from yanzhen.accounts.queries import providers
from yanzhen.accounts.vault import unseal

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
TIMEOUT = 8


class Safely(requests.Session):
    """Speaks https, and http to this machine only; does not follow elsewhere, and does not wait for ever."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(url))
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
            raise OAuth2Error("address is not https")
        kwargs.update(timeout=TIMEOUT, allow_redirects=False)
        return super().request(method, url, *args, **kwargs)


def app_of(row: IdentityProvider) -> Any:
    """A row of ours as allauth wants it; never stored."""
    return SocialApp(
        provider=str(row.kind), provider_id=row.code, name=row.name, client_id=row.client_id,
        secret=unseal(row.sealed_secret), key=row.agent_id,
        settings={"server_url": row.server_url.rstrip("/"), "oauth_pkce_enabled": row.kind == ProviderKind.OIDC},
    )  # fmt: skip


def provider_of(request: HttpRequest, row: IdentityProvider) -> Any:
    """The one who speaks with this house."""
    return PROVIDERS[ProviderKind(row.kind)](request=request, app=app_of(row))


def nonce_of(verifier: str) -> str:
    """The nonce of a round: made from its secret, which never leaves this session, so that it needs no keeping."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


class _Ours:
    """What all the adapters share: our address to come back to, and our row."""

    request: HttpRequest
    provider_id: str

    def get_provider(self) -> Any:
        return provider_of(self.request, self.row)

    @property
    def row(self) -> IdentityProvider:
        found = providers.by_code(self.request.resolver_match.kwargs["code"])  # type: ignore[union-attr]
        if found is None:
            raise SocialApp.DoesNotExist
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("outside_back", args=[app.provider_id]))

    def base(self, usual: str) -> str:
        return self.row.server_url.rstrip("/") or usual


class _Slim:
    """Of what the house tells about a person only the name to show is kept."""

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        told = self.extract_common_fields(data)  # type: ignore[attr-defined]
        return {"name": str(told.get("name") or told.get("username") or "")[:120]}


class OidcAdapter(_Ours, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """OpenID Connect: the identity is the verified token, nothing else."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        self.nonce = ""

    @property
    def openid_config(self) -> Any:
        known = hasattr(self, "_openid_config")
        config = super().openid_config
        address = self.row.server_url.partition("/.well-known/")[0].rstrip("/")
        if not known and str(config.get("issuer", "")).rstrip("/") != address:
            raise OAuth2Error("the issuer is another one than was entered")
        return config

    def get_access_token_data(self, request: Any, app: Any, client: Any, pkce_code_verifier: Any = None) -> Any:
        self.nonce = nonce_of(pkce_code_verifier or "")
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        credential = kwargs["response"].get("id_token")
        if not credential:
            raise OAuth2Error("there is no identity token")
        data = {"id_token": self._verified(app, str(credential))}
        return self.get_provider().sociallogin_from_response(request, data)

    def _verified(self, app: Any, credential: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(credential)
            if header.get("alg") not in SIGNED_BY or not header.get("kid"):
                raise OAuth2Error("the token is not signed with a key pair")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=credential, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
                audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the token is not right") from error
        audience = claims.get("aud")
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("the token was made for somebody else")
        if claims.get("nonce") != self.nonce or not claims.get("exp") or not claims.get("sub"):
            raise OAuth2Error("the token belongs to another round")
        return claims


class Oidc(_Slim, OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = OidcAdapter

    def get_oauth2_adapter(self, request: HttpRequest) -> Any:
        return OidcAdapter(request, self.app.provider_id)

    def get_pkce_params(self) -> dict[str, str]:
        made = super().get_pkce_params()
        return {**made, "nonce": nonce_of(made["code_verifier"])}


class WeComClient(OAuth2Client):  # type: ignore[misc]
    """WeCom asks a corporation's token first and then who came with the code."""

    base = ""

    def get_access_token(self, code: str, pkce_code_verifier: Any = None, extra_data: Any = None) -> dict[str, Any]:
        params = {"corpid": self.consumer_key, "corpsecret": self.consumer_secret}
        token = _asked(f"{self.base}/cgi-bin/gettoken", params)["access_token"]
        person = _asked(f"{self.base}/cgi-bin/auth/getuserinfo", {"access_token": token, "code": code})
        return {"access_token": token, "person": person}


def _asked(address: str, params: dict[str, str]) -> dict[str, Any]:
    with Safely() as session:
        answer = session.get(address, params=params)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
    if said.get("errcode", 0) != 0:
        raise OAuth2Error(f"refused with {said['errcode']}")
    return said


class WeComAdapter(_Ours, OAuth2Adapter):  # type: ignore[misc]
    """WeCom (企业微信): a code to scan on the desk, at once inside its own browser."""

    client_class = WeComClient
    access_token_url = ""

    @property
    def authorize_url(self) -> str:
        if "wxwork" in self.request.META.get("HTTP_USER_AGENT", "").casefold():
            return "https://open.weixin.qq.com/connect/oauth2/authorize"
        return "https://login.work.weixin.qq.com/wwlogin/sso/login"

    def get_client(self, request: Any, app: Any) -> Any:
        client = super().get_client(request, app)
        client.base = self.base("https://qyapi.weixin.qq.com")
        client.client_id_parameter = "appid"
        return client

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        person = kwargs["response"]["person"]
        if not person.get("userid"):
            raise OAuth2Error("not a member of the firm")
        return self.get_provider().sociallogin_from_response(request, person)


class WeCom(_Slim, OAuth2Provider):  # type: ignore[misc]
    id, name, oauth2_adapter_class = "wecom", "WeCom", WeComAdapter

    def get_auth_params(self) -> dict[str, str]:
        return {"login_type": "CorpApp", "agentid": self.app.key}

    def get_default_scope(self) -> list[str]:
        return ["snsapi_base"]

    def extract_uid(self, data: Any) -> str:
        return str(data["userid"])

    def extract_common_fields(self, data: Any) -> dict[str, str]:
        return {"username": str(data["userid"])}


class OurDingTalkAdapter(_Ours, DingTalkOAuth2Adapter):  # type: ignore[misc]
    """DingTalk; `server_url` moves the programs' side elsewhere."""

    @property
    def access_token_url(self) -> str:
        return f"{self.base('https://api.dingtalk.com')}/v1.0/oauth2/userAccessToken"

    @property
    def profile_url(self) -> str:
        return f"{self.base('https://api.dingtalk.com')}/v1.0/contact/users/me"


class DingTalk(_Slim, DingTalkProvider):  # type: ignore[misc]
    oauth2_adapter_class = OurDingTalkAdapter


class OurFeishuAdapter(_Ours, FeishuOAuth2Adapter):  # type: ignore[misc]
    """Feishu; `server_url` moves the programs' side elsewhere, as for Lark."""

    @property
    def access_token_url(self) -> str:
        return f"{self.base('https://open.feishu.cn')}/open-apis/authen/v1/access_token"

    @property
    def user_info_url(self) -> str:
        return f"{self.base('https://open.feishu.cn')}/open-apis/authen/v1/user_info"

    def get_client(self, request: Any, app: Any) -> Any:
        client = FeishuOAuth2Client(
            request, app.client_id, app.secret, self.access_token_method, self.access_token_url,
            self.get_callback_url(request, app),
        )  # fmt: skip
        base = self.base("https://open.feishu.cn")
        client.app_access_token_url = f"{base}/open-apis/auth/v3/app_access_token/internal/"
        return client


class Feishu(_Slim, FeishuProvider):  # type: ignore[misc]
    oauth2_adapter_class = OurFeishuAdapter


PROVIDERS = {
    ProviderKind.OIDC: Oidc,
    ProviderKind.WECOM: WeCom,
    ProviderKind.DINGTALK: DingTalk,
    ProviderKind.FEISHU: Feishu,
}
