"""Django's settings: the process's, none of an app."""

ALLOWED_HOSTS = ["boxoffice.test", "localhost"]
ROOT_URLCONF = "boxoffice.web.django_routes"
MIDDLEWARE = ["boxoffice.web.django_failures.AnswerFailures"]
TIME_ZONE = None
LOGGING_CONFIG = None
