"""The WSGI door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from yanzhen.platform import warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.config.settings")

# Loading makes much that stays and little that goes, so the collector would only look at it again and again.
gc.disable()
application = get_wsgi_application()
warming.load("nouns")
gc.enable()
