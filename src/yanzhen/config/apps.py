"""The composition root as an app, so that it can hold commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds no tables."""

    name = "yanzhen.config"
    label = "config"
