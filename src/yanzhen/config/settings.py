"""All settings in one place. Everything has a default that runs on a laptop; the environment changes it."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from yanzhen.config import env, sqlite

sqlite.use_newer_library()

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.text("YANZHEN_VAR", str(ROOT / "var"))).expanduser().absolute()
VAR.mkdir(parents=True, exist_ok=True)

TESTING = env.flag("YANZHEN_TESTING")
DEBUG = env.flag("YANZHEN_DEBUG")
HTTPS = env.flag("YANZHEN_HTTPS")
SAMPLE = env.flag("YANZHEN_SAMPLE", default=True)


def _kept_key(path: Path) -> str:
    """A key made once and kept; of two processes starting together both read the first one's."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.secret("YANZHEN_SECRET_KEY") or _kept_key(VAR / "secret.key")
SECRET_KEY_FALLBACKS = env.words("YANZHEN_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("YANZHEN_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.words("YANZHEN_ORIGINS")

# -- Applications ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "axes",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "yanzhen.platform",
    "yanzhen.organization",
    "yanzhen.accounts",
    "yanzhen.products",
    "yanzhen.crm",
    "yanzhen.market",
    "yanzhen.receivables",
    "yanzhen.orders",
    "yanzhen.field",
    "yanzhen.keyaccounts",
    "yanzhen.figures",
    "yanzhen.loyalty",
    "yanzhen.planning",
    "yanzhen.analysis",
    "yanzhen.config",
]

MIDDLEWARE = [
    "yanzhen.config.health.Measure",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yanzhen.accounts.middleware.ActorMiddleware",
    "yanzhen.accounts.see_as.SeeingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yanzhen.platform.trail.middleware.ReadLog",
    "yanzhen.platform.middleware.BrokenRules",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yanzhen.config.urls"
WSGI_APPLICATION = "yanzhen.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yanzhen.platform.context.shell",
            ],
            "builtins": ["yanzhen.platform.templatetags.icons"],
        },
    }
]

# -- Database ----------------------------------------------------------------------------------------------------------

DATABASE_URL = env.secret("DATABASE_URL") or f"sqlite:///{VAR / 'yanzhen.sqlite3'}"
_database = env.database(DATABASE_URL, ROOT)
IS_SQLITE = _database.pop("vendor") == "sqlite"
if IS_SQLITE:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            **_database,
            "ENGINE": "yanzhen.platform.db.sqlite",
            "OPTIONS": sqlite.options(durable=not TESTING),
            # Closing at the end of each request costs five times the fsyncs.
            "CONN_MAX_AGE": None,
            # A file, since races and browsers need several real connections.
            "TEST": {"NAME": str(VAR / "test.sqlite3")},
        }
    }
else:
    # Without this PostgreSQL compiles what it takes for dear: 30 ms for a look of the search that takes two.
    _options = {
        "options": "-c jit=off",
        "pool": {"min_size": 1, "max_size": 10, "timeout": 15},
        **_database.pop("OPTIONS"),  # type: ignore[dict-item]
    }
    DATABASES = {
        "default": {
            **_database,
            "ENGINE": "django.db.backends.postgresql",
            # The pool keeps the connections, so Django must not; tests drop their database and cannot share a pool.
            "OPTIONS": {} if TESTING else _options,
            "CONN_MAX_AGE": 0,
        }
    }

# -- People and passwords ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_validation = "django.contrib.auth.password_validation."
# The firm chooses between two policies on the page of the sign-in rules; these hold under both.
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": _validation + "UserAttributeSimilarityValidator"},
    {"NAME": _validation + "CommonPasswordValidator"},
    {"NAME": _validation + "NumericPasswordValidator"},
    {"NAME": "yanzhen.accounts.services.passwords.PolicyValidator"},
]

# Eight wrong passwords (five under classified protection) for one name from one address close that pair for a quarter
# of an hour; many names from one address are limited by `accounts.lockout`.
AXES_FAILURE_LIMIT = "yanzhen.accounts.lockout.failure_limit"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "yanzhen.accounts.lockout.username"
AXES_LOCKOUT_CALLABLE = "yanzhen.accounts.lockout.locked_out"
# Nothing that is typed at the door is kept beside a failed attempt.
AXES_SENSITIVE_PARAMETERS = [
    "username", "password", "present", "repeated", "code", "credential", "secret", "csrfmiddlewaretoken", "next",
]  # fmt: skip

# Of django-allauth: second factors and outside sign-ins; the door itself is ours. See docs/adr/0008-sign-in.md.
MFA_ADAPTER = "yanzhen.accounts.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "yanzhen.accounts.adapter.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
OUTSIDE_SIGN_IN = env.text("YANZHEN_OIDC")

# -- Mail --------------------------------------------------------------------------------------------------------------

# smtp://name:password@host:587 (starttls) or smtps://…:465; without it no mail is sent and none is offered.
MAIL_URL = env.secret("YANZHEN_MAIL")
MAILERS = env.mail(MAIL_URL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("YANZHEN_MAIL_FROM", "yanzhen@localhost")

# -- Web security ------------------------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "yanzhen_session"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "yanzhen_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "yanzhen_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.integer("YANZHEN_HSTS_SECONDS", 3600, low=0, high=63_072_000)
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    # Chart tooltips and computed widths set styles on elements.
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

# -- Maps --------------------------------------------------------------------------------------------------------------

# https://tiles.example.com/{z}/{x}/{y}.png; without it maps are blank with a grid, and nothing is fetched from outside.
MAP_TILES = env.text("YANZHEN_MAP_TILES")
MAP_CREDIT = env.text("YANZHEN_MAP_CREDIT")
# The datum that the tiles are drawn in; tiles of mainland China are mostly in GCJ-02.
MAP_DATUM = env.choice("YANZHEN_MAP_DATUM", "wgs84", ("wgs84", "gcj02"))
MAP_MOST_ZOOM = env.integer("YANZHEN_MAP_MOST_ZOOM", 18, low=1, high=22)
if MAP_TILES:
    SECURE_CSP["img-src"] = [CSP.SELF, "data:", env.tile_origin(MAP_TILES)]

# -- Language and time -------------------------------------------------------------------------------------------------

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = env.choice("YANZHEN_LANGUAGE", "zh-hans", ("zh-hans", "en"))
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.text("YANZHEN_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True

# -- Files -------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".static"
STATICFILES_DIRS = [folder for folder in (ROOT / "static", ROOT / ".assets") if folder.is_dir()]
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEBUG or TESTING:
    _static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "yanzhen.platform.files.uploads.Handler",
]
# A file on a record, and a picture among them.
FILE_BYTES = env.integer("YANZHEN_FILE_MB", 25, low=1, high=200) * 1024 * 1024
PICTURE_PIXELS = env.integer("YANZHEN_PICTURE_MEGAPIXELS", 50, low=1, high=200) * 1_000_000

# -- Messages to the outside -------------------------------------------------------------------------------------------

# Where people reach this system, for links in mails and group messages: https://sales.example.com
PUBLIC_URL = env.web_address("YANZHEN_ADDRESS")
# Robots and other addresses are reached by https outside of private networks only, unless this says otherwise.
PRIVATE_ADDRESSES = env.flag("YANZHEN_PRIVATE_ADDRESSES")

# -- Exports -----------------------------------------------------------------------------------------------------------

# For roles without a budget of their own.
EXPORT_ROWS_A_DAY = env.integer("YANZHEN_EXPORT_ROWS_A_DAY", 50_000, low=0, high=2**31 - 1)

# -- Measuring -------------------------------------------------------------------------------------------------------

METRICS_TOKEN = env.secret("YANZHEN_METRICS_TOKEN")

# -- Backups -----------------------------------------------------------------------------------------------------------

BACKUP_DIR = Path(env.text("YANZHEN_BACKUP_DIR", str(VAR / "backups"))).expanduser().absolute()
BACKUP_KEY = env.secret("YANZHEN_BACKUP_KEY").encode() or None
BACKUP_KEEP = env.integer("YANZHEN_BACKUP_KEEP", 14, low=1, high=3650)
BACKUP_NIGHTLY = env.flag("YANZHEN_BACKUP_NIGHTLY", default=True)

# -- Forecasts ---------------------------------------------------------------------------------------------------------

# So many people and products, the largest, are forecast by the full models; the rest by the same month a year before.
FORECAST_SERIES = env.integer("YANZHEN_FORECAST_SERIES", 2_000, low=0, high=1_000_000)
FORECAST_MONTHLY = env.flag("YANZHEN_FORECAST_MONTHLY", default=True)

# -- Work after the answer ---------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# -- Trail -------------------------------------------------------------------------------------------------------------

# Where the end of the audit chain is sent each hour: best a disk of another machine, and an https address.
AUDIT_HEAD_FILE = env.text("YANZHEN_AUDIT_HEAD_FILE", str(VAR / "audit-heads.jsonl"))
AUDIT_HEAD_URL = env.text("YANZHEN_AUDIT_HEAD_URL")
AUDIT_HEAD_SECRET = env.secret("YANZHEN_AUDIT_HEAD_SECRET")
AUDIT_HEAD_PRIVATE = env.flag("YANZHEN_AUDIT_HEAD_PRIVATE")
# Reads are written by a thread, in batches; tests write them when they ask for it.
READ_LOG_THREAD = not TESTING

# How much a file that is imported may ask of us; see platform.imports.limits for what is not named here.
IMPORT_LIMITS = {
    name: env.integer(f"YANZHEN_IMPORT_{name.upper()}", usual * unit, low=low, high=high)
    for name, usual, unit, low, high in (
        ("size", 100, 1 << 20, 1, 1 << 40),
        ("inflated", 2_000, 1 << 20, 1, 1 << 42),
        ("rows", 1_000_000, 1, 1, 100_000_000),
        ("columns", 500, 1, 1, 16_384),
        ("seconds", 120, 1, 1, 3_600),
        ("memory", 2_000, 1 << 20, 1 << 27, 1 << 42),
    )
}

# -- Log ---------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("YANZHEN_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("YANZHEN_LOG", "text" if sys.stderr.isatty() or TESTING else "json", ("text", "json"))
LOGGING_CONFIG = "yanzhen.config.log.configure"
LOGGING = {"level": LOG_LEVEL, "format": LOG_FORMAT}
