"""`{% icon "plus" %}`: a picture out of the sprite. A tag, since an include for each icon cost a page milliseconds."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon by its name in static/icons.txt; it says nothing of its own to a screen reader."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)
