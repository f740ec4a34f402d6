"""The composition root's settings. Names rooms by string; nobody imports this module."""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import NONE, SELF

from ecosystem import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.text("TWIN_STATE", str(BASE_DIR / ".state")))
TESTING = "pytest" in sys.modules

DEBUG = env.flag("DEBUG")
DEMO_MODE = env.flag("DEMO_MODE")
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-and-checks" if TESTING or DEBUG else "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if TESTING else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

# Each wing's rooms, those that others lean on first.
ROOMS = {
    "ecosystem": "stack once design web audit identity consent ledger feed places notices payments openapi privacy demo",
    "merchants": "shops arrivals staff periods catalog stock customers members promotions groups rounds points vouchers cards settlement orders"
    " delivery couriers aftersale reviews till procurement sourcing pools payouts takings reports onboarding town wholesale",
    "residents": "neighbours profiles family nearby baskets joining wallet town",
    "lending": "offices products portraits scoring policy limits referrals offers contracts loans earmarks advice closing complaints governance town",
}
WINGS = {wing: [f"{wing}.{room}" for room in rooms.split()] for wing, rooms in ROOMS.items()}
ECOSYSTEM_ROOMS = WINGS.pop("ecosystem")
ENABLED_WINGS = env.names("WINGS", "merchants,residents,lending")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "django_htmx",
    "django_cotton",
    "csp",
    *ECOSYSTEM_ROOMS,
    *(room for wing in WINGS if wing in ENABLED_WINGS for room in WINGS[wing]),
    # After ours, so that our templates for its pages are found first.
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ecosystem.web.middleware.PackedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ecosystem.web.middleware.KnownDevice",
    "ecosystem.web.middleware.PrivatePages",
    "ecosystem.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "ecosystem.urls"
WSGI_APPLICATION = "ecosystem.wsgi.application"
ASGI_APPLICATION = "ecosystem.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "ecosystem.web.context.page",
            ],
        },
    },
]

# The app's role; migrations run as the owner (DATABASE_OWNER_URL), see ecosystem/stack.
DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql://app@/twin"), pool=env.number("DATABASE_POOL", 0))}
DATABASES["default"]["TEST"] = {"NAME": "test_twin"}
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL")
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUDIT_SIGNING_KEY = env.text("AUDIT_SIGNING_KEY")
AUDIT_EARLIER_SIGNERS = env.names("AUDIT_EARLIER_SIGNERS")
# 32 bytes in hexadecimal each, or made in the state folder: names phones, doors and accounts in trade facts; seals private documents.
FEED_KEY = env.text("FEED_KEY")
DOCUMENTS_KEY = env.text("DOCUMENTS_KEY")
# Who holds the keys that sign contracts: the name of a port. The authority of development joins only where all money is play money.
SIGNING_KEYS = env.text("SIGNING_KEYS", "development")
# So many days somebody may think it over who has asked to be forgotten.
LEAVE_AFTER_DAYS = env.number("LEAVE_AFTER_DAYS", 15)

# Map tiles of a service (``https://host/{z}/{x}/{y}.png``), the coordinates that they are cut in, and whose they are; none is our own drawing.
MAP_TILES_URL = env.text("MAP_TILES_URL")
MAP_TILES_CRS = env.choice("MAP_TILES_CRS", "WGS84", {"WGS84", "GCJ02"})
MAP_TILES_CREDIT = env.text("MAP_TILES_CREDIT")

# Names this server to browsers' push services: a P-256 key of 32 bytes in hexadecimal, or one made in the state folder, and whom they may write to.
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY")
VAPID_SUBJECT = env.text("VAPID_SUBJECT", "mailto:operator@twin.invalid")
# Push services that we post to, over https alone; a leading dot takes all hosts below. Origins are for services of one's own.
PUSH_HOSTS = env.names("PUSH_HOSTS", "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com,.push.hicloud.com")
PUSH_ORIGINS = env.names("PUSH_ORIGINS")

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "ecosystem.stack.cache.PooledCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "twin"},
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    if TESTING
    else {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}},
}
CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "ecosystem.stack.beat:Scheduler"

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "ecosystem.identity.adapter.AccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "ecosystem.identity.forms.AskForCode", "confirm_login_code": "ecosystem.identity.forms.TellCode"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = env.flag("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
# Batches of one platform: a thousand facts each, so some 300,000 a minute, more than a large one has.
CLIENT_PACE = env.text("CLIENT_PACE", "300/min")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# The longest body that any page takes: a file of goods, a scan of a document.
UPLOAD_MAX_SIZE = 12 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *env.origin("MAP_TILES_URL")],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = ["ecosystem.design.formats"]
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / wing / "locale" for wing in ("ecosystem", "merchants", "residents", "lending")]
TIME_ZONE, USE_TZ = "Asia/Shanghai", True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(STATE_DIR / "media")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING or DEBUG else "ecosystem.design.sheets.WholeSheets",
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
# A test's client makes the middlewares anew, and each would look through every folder for the files of the day.
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
# Tests stop the clock weeks ago, by which a browser takes what it just loaded for stale.
WHITENOISE_MAX_AGE = 366 * 24 * 3600 if TESTING else 60

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["ecosystem.web.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["ecosystem.web.api.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ecosystem.web.problems.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Twin Circles",
    "DESCRIPTION": "The business circle, the life circle and the credit that grows from both.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {"StaffRoleEnum": "merchants.staff.models.ROLES"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}
