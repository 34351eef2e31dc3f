"""Django settings; the environment is read here and nowhere else.

`DATABASE_URL`, `REDIS_URL` and `DATA_DIR` say where data is kept. Without them the product runs
from one folder: SQLite and a file-based broker, both under `var/`. docs/operations.md lists all
variables.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from environs import Env

from ssi_project.providers import sign_in_providers
from ssi_project.secrets import secret_key_in

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", False)
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY_IN_ENVIRONMENT = bool(env.str("SECRET_KEY", ""))
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key_in(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# Single sign-on providers: only those configured here get URLs.
PROVIDERS = sign_in_providers(
    oidc={
        "name": env.str("OIDC_NAME", ""),
        "issuer": env.str("OIDC_ISSUER", ""),
        "client_id": env.str("OIDC_CLIENT_ID", ""),
        "secret": env.str("OIDC_CLIENT_SECRET", ""),
    },
    google={
        "client_id": env.str("GOOGLE_CLIENT_ID", ""),
        "secret": env.str("GOOGLE_CLIENT_SECRET", ""),
    },
    microsoft={
        "tenant": env.str("MICROSOFT_TENANT", ""),
        "client_id": env.str("MICROSOFT_CLIENT_ID", ""),
        "secret": env.str("MICROSOFT_CLIENT_SECRET", ""),
    },
)

INSTALLED_APPS = [
    "ssi_project",
    "scoring",
    "teams",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    *PROVIDERS.apps,
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ssi_project.probes.answer_probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ssi_project.traces.leave_no_traces",
    "ssi_project.refusals.refuse_what_nothing_here_answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teams.accounts.session_limits.session_limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teams.access.middleware.request_origin",
    "teams.access.denials.NoteDenials",
    "teams.access.middleware.organization_scope",
    "teams.accounts.two_step.two_step_first",
]

ROOT_URLCONF = "ssi_project.urls"
WSGI_APPLICATION = "ssi_project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "teams.web.context.shell",
            ],
        },
    },
]

# Storage ------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{DATA_DIR / 'seventy.sqlite3'}", conn_max_age=60
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A worker whose host is cut off or frozen in a transaction keeps its row locks, which blocks
    # other workers: so both ends close the connection no later than its lease (30 s) expires.
    DATABASES["default"]["OPTIONS"] = {
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,
        "options": "-c idle_in_transaction_session_timeout=30s -c tcp_user_timeout=20s "
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES: dict[str, Any] = {
    # Counts sign-in attempts: shared by all hosts, and available without Redis.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Results a process may recompute: per process; the key alone makes an entry valid.
    "remembered": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "remembered",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Accounts and sign-in -----------------------------------------------------------------------------

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "teams.accounts.password_validators.NotOfThisPlace"},
]
# Longest idle time and total length of a session; both longer with "remember me".
SESSION_IDLE, SESSION_LONGEST = timedelta(hours=3), timedelta(hours=12)
SESSION_REMEMBERED = timedelta(days=30)
SESSION_COOKIE_AGE = int(SESSION_REMEMBERED.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# How long an admin may go on without two-step sign-in: the length of the first session.
TWO_STEP_GRACE = SESSION_LONGEST
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "teams.accounts.adapters.InvitedOnly"
ACCOUNT_FORMS = {"login": "teams.accounts.forms.SignIn"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# There is no self sign-up: people are invited by someone who knows their address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Seventy: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on, all others end
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# By IP address (ip), signed-in user (user) or e-mail address entered (key).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
USERSESSIONS_ADAPTER = "teams.accounts.sessions.Sessions"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "teams.accounts.forms.AddPasskey"}
MFA_TOTP_ISSUER = "Seventy"
# Only the code of the current 30 seconds: allauth remembers used codes no longer than that.
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost only
SOCIALACCOUNT_ADAPTER = "teams.accounts.adapters.KnownOnly"
SOCIALACCOUNT_PROVIDERS = PROVIDERS.settings
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by a verified address
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

MAIL = env.dj_email_url("EMAIL_URL", "console://")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = MAIL["EMAIL_HOST"], MAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_USER"], MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL["EMAIL_USE_TLS"], MAIL["EMAIL_USE_SSL"]
# Base URL of links in mails sent by workers, which have no request to take the host from.
SITE_URL_IN_ENVIRONMENT = bool(env.str("SITE_URL", ""))
SITE = env.url("SITE_URL", require_tld=False) if SITE_URL_IN_ENVIRONMENT else None  # type: ignore[call-overload]
SITE_URL = SITE.geturl().rstrip("/") if SITE else "http://127.0.0.1:8000"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Seventy <seventy@localhost>")

# Hosts allowed for webhooks besides Slack's and Microsoft's; `*.` matches all subdomains.
WEBHOOK_HOSTS: list[str] = env.list("WEBHOOK_HOSTS", [])

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# The daily job ----------------------------------------------------------------------------------

# How long after local midnight a day is closed, so that late evening logs still count.
CLOSE_GRACE = timedelta(minutes=env.int("CLOSE_GRACE_MINUTES", 10))
FAILPOINT = env.str("FAILPOINT", "")  # for tests: scoring/daily/failpoints.py
# Unhealthy limits: age of the last tick, and of the oldest day that was never closed.
HEALTH_TICK = timedelta(seconds=env.int("HEALTH_TICK_SECONDS", 120))
HEALTH_LAG = timedelta(minutes=env.int("HEALTH_LAG_MINUTES", 60))

# Files ------------------------------------------------------------------------------------------

# Optional folder of fonts for characters missing from the report fonts.
REPORT_FONTS = env.str("REPORT_FONTS", "")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ssi_project.finders.PlotlyFinder",
]
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Hashed and compressed after `collectstatic`; served from the source folders before.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED or env.bool("COLLECT_STATIC", False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_ROOT = None

# Security -----------------------------------------------------------------------------------------

SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": SELF,
        "style-src": SELF,
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": SELF,
        "font-src": SELF,
        # Sign-in forms redirect to the provider.
        "form-action": [*SELF, *PROVIDERS.origins],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
THEME_COOKIE_NAME = "__Host-theme" if HTTPS else "theme"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Probes (ssi_project/probes.py) answer over plain HTTP; the API rejects it (refusals.py).
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|healthz/jobs|metrics)$", r"^api/"]
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# Larger requests are rejected unread; teams/api/base.py applies the first limit to the API.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Only one page accepts uploads (teams/imports/views/imports.py); all others reject them unread.
FILE_UPLOAD_HANDLERS = ["teams.imports.upload_handlers.NoFiles"]
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# Uploads wait here for a worker: web and workers need to share the folder.
UPLOAD_DIR = Path(env.str("UPLOAD_DIR", "") or DATA_DIR / "uploads").absolute()
# Reports made in the background, kept for some days; also a shared folder.
REPORT_DIR = Path(env.str("REPORT_DIR", "") or DATA_DIR / "reports").absolute()

# API --------------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    # Authentication and parsers: see teams.api.base.ScopedView, the base class of all API views.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 100,
}
API_REQUESTS_A_MINUTE = 600  # per user
KNOX_TOKEN_MODEL = "teams.ApiToken"
# Tokens are teams.ApiToken; knox's own table is not created.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"TOKEN_PREFIX": "seventy_", "TOKEN_TTL": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Seventy",
    "DESCRIPTION": "Reps, their daily logs and readings, and the estimated SSI made from them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "ssi_project.schema.OneSchema",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
