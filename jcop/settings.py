"""Settings of the portal: one file, driven by the environment (the table is in README.md)."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import validate

from jcop.limits import account_limits
from jcop.ops.database import private_cluster_parameters, secret_key
from jcop.ops.environment import AN_ADDRESS, LEVELS, SHORTEST_KEY, at_least, database, email_parameters, env
from jcop.ops.logs import configured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.bool("DEBUG", False)
OWN_SERVER = bool(env.str("DATABASE_URL", ""))
DEMO = env.bool("DEMO", False)
if DEMO and OWN_SERVER:
    raise ImproperlyConfigured("DEMO=1 works only in the private cluster: unset DEMO, or unset DATABASE_URL.")
if DEBUG and OWN_SERVER:
    raise ImproperlyConfigured(
        "DEBUG=1 shows settings and data to everybody: unset DEBUG, or unset DATABASE_URL."
    )

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if OWN_SERVER:
        raise ImproperlyConfigured("SECRET_KEY is not set: put a long random string into the environment.")
    SECRET_KEY = secret_key()
if OWN_SERVER and len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY is too short: it needs {SHORTEST_KEY} random signs or more.")
# Keys of before: what they signed stays good, and everything new is signed by SECRET_KEY.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address that letters and mails link to.
SITE_URL = env.str("SITE_URL", "http://localhost:8000", validate=AN_ADDRESS).rstrip("/")

INSTALLED_APPS = [
    "bookings",
    "agreements",
    "organizations",
    "jcop.apps.CentreConfig",
    "jcop.apps.CentreAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "jcop.views.process.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jcop.pages.PagesMiddleware",
    "jcop.accounts.sessions.NeverStored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jcop.accounts.sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jcop.accounts.unsent.UnsentMiddleware",
    "jcop.history.HistoryMiddleware",
    "jcop.views.unreadable.UnreadableMiddleware",
]
if DEBUG:
    MIDDLEWARE.remove("jcop.pages.PagesMiddleware")  # `make dev` shows a template as it was just saved.

ROOT_URLCONF = "jcop.urls"
WSGI_APPLICATION = "jcop.wsgi.application"

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
                "jcop.context.portal",
            ],
            "builtins": ["jcop.templatetags.polish"],
        },
    },
]
FORM_RENDERER = "jcop.typed.cleaning.Renderer"
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["forms"]

WEB_THREADS = env.int("WEB_THREADS", 4, validate=at_least(1))
DATABASES = {"default": database(private_cluster_parameters(), connections=WEB_THREADS + 1)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# allauth counts tries in the default cache only: it belongs to them alone, or other traffic culls the counts.
_IN_DATABASE = "django.core.cache.backends.db.DatabaseCache"
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _IN_DATABASE, "LOCATION": "tries", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "papers": {"BACKEND": _IN_DATABASE, "LOCATION": "cache"},
}

AUTH_USER_MODEL = "jcop.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jcop.accounts.passwords.UnlikeThePerson"},
    {"NAME": "jcop.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "jcop.accounts.passwords.Uncommon"},
    {"NAME": "jcop.accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organizations:panel"

ACCOUNT_ADAPTER = "jcop.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "jcop.accounts.adapter.NameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Proposals: how long a code lives, and how often it is sent again; the session remembers one that is over.
CODE_MINUTES = env.int("CODE_MINUTES", 15, validate=validate.Range(5, 60))
CODE_RESENDS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_TIMEOUT = CODE_MINUTES * 60 * (CODE_RESENDS + 2)
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = CODE_RESENDS
# Proposal: what one address of the network may do in an hour; a class or an office is behind one.
SIGN_UPS_PER_NETWORK = env.int("SIGN_UPS_PER_NETWORK", 200, validate=at_least(1))
ACCOUNT_RATE_LIMITS = account_limits(SIGN_UPS_PER_NETWORK, f"{CODE_RESENDS + 2}/{CODE_MINUTES}m/key")
ACCOUNT_CHANGE_EMAIL = ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[JCOP] "
# Without it everybody behind a proxy counts as one computer for the limits of tries.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0, validate=at_least(0))
# Proposals: how long a session of the office lasts at most, and how long unused; for how many days the mail
# about a changed address can put the old one back.
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 10, validate=at_least(1))
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", 60, validate=validate.Range(min=5))
ADDRESS_UNDO_DAYS = env.int("ADDRESS_UNDO_DAYS", 7, validate=at_least(1))
MFA_ADAPTER = "jcop.accounts.factors.FactorAdapter"
# Secrets of second factors are sealed with the first of these, without any with SECRET_KEY; each opens them.
FACTOR_KEYS: list[str] = env.list("FACTOR_KEYS", [])
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "JCOP"
MFA_FORMS = {
    "authenticate": "jcop.accounts.passkeys.UseCodeForm",
    "reauthenticate": "jcop.accounts.passkeys.ConfirmByCodeForm",
    "add_webauthn": "jcop.accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "jcop.accounts.passkeys.EditPasskeyForm",
    "authenticate_webauthn": "jcop.accounts.passkeys.UsePasskeyForm",
    "reauthenticate_webauthn": "jcop.accounts.passkeys.ConfirmByPasskeyForm",
}
# Browsers give passkeys to plain http on localhost only: the demonstration and tests.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OWN_SERVER

# Shows what an act of the office does to bookings before it is saved; jcop itself knows no bookings.
CONSEQUENCES = "bookings.admin.consequences.weigh"
# What each app deletes with a person's account, in this order.
FORGET = ["organizations.privacy.forget"]
CLOSING = ["agreements.models.boxes.give_back"]  # What ends with an organisation's account.

# When residents' pages alter by themselves: each gives the next moment after a moment.
ALTERING_MOMENTS = ["jcop.centre.moments.next_moment", "bookings.calendars.moments.next_moment"]

# Where the search and the site map look: what each app lets residents find.
FINDABLE = ["jcop.findable", "agreements.findable", "bookings.findable"]

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski")]
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True
FORMAT_MODULE_PATH = "jcop.formats"

# What organisations attach: never below a directory that a web server shows.
PRIVATE_DIR = env.path("PRIVATE_DIR", VAR_DIR / "private")
# A fresh account must not make the city's address write to strangers.
INVITATIONS_BEFORE_VERIFICATION = env.int("INVITATIONS_BEFORE_VERIFICATION", 5, validate=at_least(0))
REGISTRATIONS_PER_DAY = env.int("REGISTRATIONS_PER_DAY", 3, validate=at_least(1))
# How long traces of sign-ins, rights and roles are kept: two years is our proposal.
TRACES_KEPT_DAYS = env.int("TRACES_KEPT_DAYS", 730, validate=at_least(1))
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", 10, validate=at_least(1))
ATTACHMENT_MAX_COUNT = env.int("ATTACHMENT_MAX_COUNT", 10, validate=at_least(1))
ATTACHMENT_MAX_TOTAL_MB = env.int("ATTACHMENT_MAX_TOTAL_MB", 50, validate=at_least(1))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1100  # Each of a thousand rows of a spreadsheet may have a box to tick.
# More files than this part of all are never deleted without a word from a person (`manage.py sweep --all`).
SWEEP_MOST_PERCENT = env.int("SWEEP_MOST_PERCENT", 5, validate=validate.Range(0, 100))
CLAMAV_URL: str = env.str(
    "CLAMAV_URL",
    "",
    validate=validate.Regexp(
        r"^$|^tcp://[^/:@]+:\d+$|^unix:///.+", error="It reads tcp://host:3310 or unix:///path/of/clamd.ctl."
    ),
)

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = [
    "jcop.files.uploads.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "jcop.files.storage.WholeFiles", "OPTIONS": {"location": PRIVATE_DIR}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "JCOP <cop@um.jastrzebie.pl>")
# Of the demonstration; the browser tests name another.
MAIL_DIR = env.path("JCOP_MAIL_DIR", VAR_DIR / "mail")
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
else:
    _email = email_parameters()
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST = _email["EMAIL_HOST"]
    EMAIL_PORT = _email["EMAIL_PORT"]
    EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
    EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
    EMAIL_TIMEOUT = 20

# A finished job has nothing more to tell, and a mail with a code must not lie about.
# A worker that starts catches up with the last hourly task that nobody ran.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 3600}
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
# A worker without a heartbeat for so long hangs, and is started anew; it beats six times within it.
WORKER_SILENCE_SECONDS = env.float("WORKER_SILENCE_SECONDS", 60.0, validate=validate.Range(6, 120))

PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ["POST"]

# Plain http only for a portal that listens on this machine alone: the demonstration and tests.
HTTPS = env.bool("HTTPS", OWN_SERVER)
if HTTPS and not ALLAUTH_TRUSTED_PROXY_COUNT:
    raise ImproperlyConfigured(
        "TRUSTED_PROXY_COUNT is not set: say how many proxies stand in front (usually 1), or with HTTPS on"
        " everybody counts as one computer, and a few wrong passwords lock all out."
    )
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Preloading binds the whole domain for years, so the city asks for it by name; that is W021.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# A cookie so named is taken over https only, for this host alone and all of its pages.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "jcop.accounts.sessions.MessageStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "jcop.accounts.unsent.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOG_LEVEL = env.str("LOG_LEVEL", "WARNING", validate=validate.OneOf(LEVELS)).upper()
LOGGING = configured(LOG_LEVEL)
