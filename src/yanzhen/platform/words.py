"""Words of the framework that reach the pages and that its own Chinese catalogue lacks or says at length."""

from django.utils.translation import gettext_noop

OF_THE_FRAMEWORK = (
    gettext_noop("- Select an option -"),
    gettext_noop("No %s matches the given query."),
    gettext_noop("This field is required."),
)
