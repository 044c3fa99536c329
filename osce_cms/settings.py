"""All settings, read from the environment. `.env.example` lists them; `docs/operating.md` explains them."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from osce_cms import content_policy, databases, environment, rich_text
from osce_cms.environment import value
from releases.language import organisation

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

environment.read_file(BASE_DIR / ".env")

SECRET_KEY = value(
    "SECRET_KEY",
    None,
    environment.secret_key,
    "Use at least 50 random characters; `make install` writes a key to .env.",
)
# Former keys, newest first: what they signed stays valid, and nobody is signed out by a new key.
SECRET_KEY_FALLBACKS = value(
    "SECRET_KEY_FALLBACKS",
    "",
    environment.secret_keys,
    "List former keys of at least 50 characters, separated by spaces.",
)
DEBUG = value("DEBUG", "off", environment.boolean, "Use on or off.")
ALLOWED_HOSTS = value(
    "ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]" if DEBUG else None,
    environment.names,
    "List the host names of the site, separated by commas, such as ALLOWED_HOSTS=www.example.org,example.org.",
)
SITE_URL = value(
    "SITE_URL",
    "http://127.0.0.1:8000",
    environment.site_url,
    "Give only the scheme and host, such as https://www.example.org.",
)
TIME_ZONE = value(
    "TIME_ZONE", "Europe/Vienna", environment.time_zone, "Use an IANA time zone name, such as Europe/Vienna."
)

# Who publishes. The folder also has the icons.
ORGANISATION_FOLDER = value(
    "ORGANISATION", str(BASE_DIR / "osce_cms" / "organisation"), environment.folder, "Give the path of a folder."
)
ORGANISATION = value(
    "ORGANISATION",
    str(ORGANISATION_FOLDER),
    lambda text: organisation.read(Path(text)),
    "Give a folder with the files that docs/operating.md lists; copy osce_cms/organisation and change it.",
)

INSTALLED_APPS = [
    "releases.admin_config.NewsroomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "taggit",
    "django_filters",
    "js_asset",
    "django_prose_editor",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "taxonomy",
    "releases",
    "django_tasks_db",  # after ours, whose db_worker first sends waiting mail
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "releases.site.permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "releases.site.content_policy.headers.ContentPolicyMiddleware",
    "releases.site.newsroom_only.Sessions",
    "releases.site.replicas.ReplicaMiddleware",
    "releases.site.middleware.PublicPageMiddleware",
    "releases.site.middleware.CompressionMiddleware",
    "releases.site.entity_tags.EntityTagMiddleware",
    "releases.site.surrogate_keys.SurrogateKeysMiddleware",
    "releases.site.middleware.LanguageMiddleware",
    "releases.site.unavailable.UnavailableMiddleware",
    "releases.site.middleware.VocabulariesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "releases.site.newsroom_only.People",
    "releases.site.newsroom_only.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "releases.accounts.middleware.AccountsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "osce_cms.urls"
WSGI_APPLICATION = "osce_cms.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["osce_cms.unindented.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "releases.site.context_processors.newsroom",
                "releases.accounts.context_processors.second_factor",
            ],
        },
    }
]

# Data

POOL = value("DATABASE_POOL", "10", environment.whole_number, "Give a number of connections; 0 for no pool.")
SECONDS = value("DATABASE_TIMEOUT", "0", environment.whole_number, "Give seconds; 0 for no limit.")
DATABASES = {
    "default": databases.complete(
        value(
            "DATABASE_URL",
            f"sqlite:///{VAR / 'db.sqlite3'}",
            environment.database,
            "Use sqlite:///path or postgres://user:password@host:5432/name.",
        ),
        pool=POOL,
        seconds=SECONDS,
        test_folder=VAR,
    )
}
# Read-only copies by PostgreSQL's streaming replication, for what visitors see.
REPLICAS: list[str] = []
for url in value(
    "REPLICA_URLS", "", environment.replicas, "Use postgres://user:password@host:5432/name, separated by spaces."
):
    REPLICAS.append(f"replica{len(REPLICAS) + 1}")
    DATABASES[REPLICAS[-1]] = databases.complete(url, pool=POOL, seconds=SECONDS, test_folder=VAR) | {
        "TEST": {"MIRROR": "default"}
    }
REPLICA_LAG = value("REPLICA_LAG", "2", environment.whole_number, "Give seconds.")
DATABASE_ROUTERS = ["taxonomy.sources.Router"] if REPLICAS else []

DJANGO_PROSE_EDITOR_EXTENSIONS = rich_text.EXTENSIONS

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": value("CACHE_URL", "locmemcache://", environment.cache, "Use locmemcache:// or redis://host:6379/0.")
}
PAGE_CACHE = value("PAGE_CACHE", "24", int, "Give the memory for whole pages per process, in megabytes; 0 keeps none.")
# Caches in front of the site: the header that names what a page shows, and who is told what has changed.
SURROGATE_KEYS = value(
    "SURROGATE_KEYS", "", environment.surrogate_keys, "Use Surrogate-Key, xkey or Cache-Tag; empty for no such header."
)
PURGE_URLS = value(
    "PURGE_URLS", "", environment.urls, "List addresses such as http://127.0.0.1:6081/, separated by spaces."
)
PURGE_COMMAND = value("PURGE_COMMAND", "", environment.command, "Give a command as in a shell.")
MAIL = (
    "EMAIL_URL",
    f"filemail://{VAR / 'letters'}" if DEBUG else "consolemail://",
)
vars().update(value(*MAIL, environment.mail, "Use consolemail:// or smtp+tls://user:password@host:587."))
# Where letters lie that are written to files; /letters/ shows them while DEBUG is on.
LETTERS_FOLDER = value(*MAIL, environment.letters_folder, "Use filemail:///path.")
DEFAULT_FROM_EMAIL = value(
    "MAIL_FROM",
    "newsroom@localhost",
    environment.sender,
    "Give an address, such as newsroom@example.org or Newsroom <newsroom@example.org>.",
)
# E-mail alerts for readers: how many letters a second each worker sends, and the hour at which the daily ones go out.
ALERTS_PER_SECOND = value("ALERTS_PER_SECOND", "20", environment.rate, "Give a number above 0, such as 20.")
ALERTS_DAILY_AT = value("ALERTS_DAILY_AT", "7", environment.hour, "Give an hour from 0 to 23.")
# What silence means when clearance is asked for, unless whoever asks says otherwise.
CLEARANCE_SILENCE = value("CLEARANCE_SILENCE", "objection", environment.silence, "Give consent or objection.")
# Whether texts in the room for journalists bear lines that say whose copy it is.
ROOM_WATERMARK = value("ROOM_WATERMARK", "off", environment.boolean, "Use on or off.")
# Where mail servers return those that cannot be delivered, for `take_bounces`; otherwise to MAIL_FROM.
ALERTS_RETURN_TO = value(
    "ALERTS_RETURN_TO", "", environment.bare_sender, "Give an address, such as bounces@example.org."
)
# Work that no editor waits for; `manage.py db_worker` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.backend.DatabaseBackend"}}
WEBSUB_NETWORKS = value(
    "WEBSUB_NETWORKS",
    "",
    environment.networks,
    "List networks, separated by commas, such as 10.1.0.0/16; without any, feeds are sent to public addresses only.",
)
IMPORT_NETWORKS = value(
    "IMPORT_NETWORKS",
    "",
    environment.networks,
    "List networks, separated by commas, such as 10.1.0.0/16; without any, imports fetch from public addresses only.",
)
MEDIA_ROOT = value("MEDIA_ROOT", str(VAR / "media"), Path, "Give the path of a folder.")
FILE_UPLOAD_HANDLERS = [
    "releases.files.upload_handler.CuttingHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["osce_cms.formats"]
USE_I18N = True
USE_TZ = True

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [("organisation", ORGANISATION_FOLDER / "static")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# The record

NAMES_OF_THE_DAY = value(
    "NAMES_OF_THE_DAY",
    "",
    environment.vocabularies,
    "Name vocabularies, separated by commas: fields-of-work, countries, structures, meetings.",
)

# The secret key that signs heads of the record, and the public keys of those used before; see docs/operating.md.
RECORD_KEY = value("RECORD_KEY", "", environment.signing_key, "Make one with manage.py sign_record --new-key.")
RECORD_PUBLIC_KEYS = value("RECORD_PUBLIC_KEYS", "", environment.names, "Separate several with commas.")
# Who is told the signed head every day: a file it is added to, people by mail, a command that reads it.
RECORD_WITNESS_FILE = value("RECORD_WITNESS_FILE", "", str, "Give the path of a file.")
RECORD_WITNESS_MAIL = value("RECORD_WITNESS_MAIL", "", environment.names, "Give addresses, separated by commas.")
RECORD_WITNESS_COMMAND = value("RECORD_WITNESS_COMMAND", "", environment.command, "Give a command as in a shell.")

# People

AUTH_USER_MODEL = "releases.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "admin:index"
SECOND_FACTOR = value(
    "SECOND_FACTOR",
    "off" if DEBUG else "roles",
    environment.second_factor,
    "Use roles (whoever may approve, release, import or administer needs one), all, or off.",
)
FRESH_FOR = value("FRESH_MINUTES", "15", environment.positive, "Give a number of minutes, such as 15.") * 60  # seconds
SESSION_IDLE_HOURS = value("SESSION_IDLE_HOURS", "4", environment.positive, "Give a number of hours, such as 4.")
SESSION_HOURS = value("SESSION_HOURS", "16", environment.positive, "Give a number of hours, such as 16.")
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60

ACCOUNT_ADAPTER = "releases.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by administrators
ACCOUNT_FORMS = {"login": "releases.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = False  # counted in the database instead, by `releases.accounts.guessing`
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "releases.accounts.adapter.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "releases.accounts.forms.CodeForm",
    "reauthenticate": "releases.accounts.forms.FreshCodeForm",
    "authenticate_webauthn": "releases.accounts.forms.KeyForm",
    "login_webauthn": "releases.accounts.forms.KeySignInForm",
    "reauthenticate_webauthn": "releases.accounts.forms.FreshKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # steps of thirty seconds that a telephone may be slow or fast
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# Single sign-on by OpenID Connect; without a server there is none.
OIDC_SERVER = value(
    "OIDC_SERVER",
    "",
    environment.provider,
    "Give the issuer's address, such as https://login.example.org/realms/house.",
)
OIDC_CLIENT_ID = value("OIDC_CLIENT_ID", "", str, "Give the name under which the provider knows this site.")
OIDC_CLIENT_SECRET = value("OIDC_CLIENT_SECRET", "", str, "Give the secret that the provider gave this site.")
OIDC_NAME = value("OIDC_NAME", "Single sign-on", str, "Give the name that people know the provider by.")
OIDC_SCOPE = value("OIDC_SCOPE", "openid,profile,email", environment.names, "List scopes, separated by commas.")
OIDC_GROUPS_CLAIM = value("OIDC_GROUPS_CLAIM", "groups", str, "Give the name of the claim that lists groups.")
OIDC_ROLES = value(
    "OIDC_ROLES",
    "",
    environment.pairs,
    "Pair groups with roles, separated by commas, such as press-editors=Editor,press-heads=Publisher.",
)
OIDC_UNKNOWN = value("OIDC_UNKNOWN", "refuse", environment.unknown_people, "Use refuse or create.")
OIDC_SECOND_FACTOR = value(
    "OIDC_SECOND_FACTOR", "", environment.names, "List values of amr or acr that stand for a second factor."
)
SOCIALACCOUNT_ADAPTER = "releases.accounts.sso.adapter.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False

# Safety

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz(/work)?$", r"^readyz$"]
# For a proxy that terminates TLS and always overwrites this header.
if value("BEHIND_TLS_PROXY", "off", environment.boolean, "Use on or off."):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For and X-Request-ID are believed.
TRUSTED_PROXIES = value(
    "TRUSTED_PROXIES",
    "",
    environment.networks,
    "List the addresses of proxies, separated by commas, such as 127.0.0.1,10.0.0.0/8.",
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on the developer's own machine only
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"

# For /.well-known/security.txt, which there is none of without a contact.
SECURITY_CONTACT = value(
    "SECURITY_CONTACT",
    "",
    environment.addresses,
    "List addresses such as mailto:security@example.org, separated by commas.",
)
SECURITY_EXPIRES = value(
    "SECURITY_EXPIRES", "", environment.end_of_day, "Give a day within a year, such as 2027-06-30."
)
SECURITY_POLICY = value(
    "SECURITY_POLICY", "", environment.address, "Give an address, such as https://example.org/reporting."
)

CONTENT_SECURITY_POLICY = content_policy.POLICY

TAGGIT_CASE_INSENSITIVE = True

LOG_FORMAT = value("LOG_FORMAT", "lines", environment.log_format, "Use lines or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "class": "osce_cms.observing.journal.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "osce_cms.observing.journal.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "loggers": {"psycopg.pool": {"level": "ERROR"}},  # it tells of each attempt to reach a server that is away
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
