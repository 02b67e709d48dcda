"""What Django needs to know of this room."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The app `store`: the tables are named `store_…` and the migrations are recorded under that label."""

    name = "nettools.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
