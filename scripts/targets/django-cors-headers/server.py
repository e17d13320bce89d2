import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

import sys

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"], SECRET_KEY="for a test", ROOT_URLCONF=__name__, INSTALLED_APPS=["corsheaders"],
    MIDDLEWARE=["corsheaders.middleware.CorsMiddleware", "django.middleware.common.CommonMiddleware"],
    CORS_ALLOWED_ORIGINS=[] if POLICY["origins"] == "*" else POLICY["origins"], CORS_ALLOW_ALL_ORIGINS=POLICY["origins"] == "*",
    CORS_ALLOW_METHODS=POLICY["methods"], CORS_ALLOW_HEADERS=[name.lower() for name in POLICY["headers"]],
    CORS_EXPOSE_HEADERS=POLICY["exposed"], CORS_ALLOW_CREDENTIALS=POLICY["credentials"], CORS_PREFLIGHT_MAX_AGE=POLICY["max_age"])

from django.http import JsonResponse
from django.urls import path


def foo(request):
    response = JsonResponse({})
    response["X-Request-Id"] = "1"
    return response


urlpatterns = [path("resource/foo", foo)]

from django.core.management import execute_from_command_line

execute_from_command_line([sys.argv[0], "runserver", "--noreload", f"127.0.0.1:{PORT}"])
