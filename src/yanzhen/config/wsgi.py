"""The WSGI door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.config.settings")

# Loading makes much that stays and little that goes, so the collector would only look at it again and again.
gc.disable()
application = get_wsgi_application()
# All addresses now, and not at the cost of the first visitor.
assert get_resolver().url_patterns
gc.enable()
