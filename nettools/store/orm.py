"""Django's ORM, set up once in the process and without a settings module."""

import threading

from django.apps import apps
from django.conf import settings

_setting_up = threading.Lock()


def set_up() -> None:
    """Make the models usable. Where a portal has configured Django already, its settings stand."""
    with _setting_up:
        if not settings.configured:
            settings.configure(INSTALLED_APPS=["nettools.store"], LOGGING_CONFIG=None, USE_TZ=True, TIME_ZONE="UTC")
        apps.populate(settings.INSTALLED_APPS)
