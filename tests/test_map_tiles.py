"""Where map tiles may come from."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from yanzhen.config import env

pytestmark = pytest.mark.once


def test_only_the_host_of_configured_tiles_is_allowed_for_pictures() -> None:
    assert env.tile_origin("https://tiles.example.com/{z}/{x}/{y}.png?k=1") == "https://tiles.example.com"
    assert env.tile_origin("https://{s}.example.com/{z}/{x}/{y}.png") == "https://*.example.com"


@pytest.mark.parametrize("wrong", ["https://tiles.example.com/", "tiles/{z}/{x}/{y}", "ftp://a.example/{z}/{x}/{y}"])
def test_an_address_that_is_none_of_tiles_is_refused(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.tile_origin(wrong)
