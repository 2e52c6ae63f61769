"""Photos of visits with a mark drawn onto them: which customer, when, where. The picture is made smaller first."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.models import Visit
from yanzhen.field.services import visit_rules as rules
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments, kinds

LONGEST, QUALITY = 2048, 85
FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)
"""Fonts with Chinese characters and the place of the simplified face in them, on Debian, macOS and Windows."""


@dataclass(frozen=True)
class Mark:
    """The words of the mark, and whether they stand on the picture or only beside it, in its comment."""

    lines: tuple[str, ...]
    is_drawn: bool


def add(
    visit: Visit,
    *,
    actor: Actor,
    upload: Any,
    latitude: Any = None,
    longitude: Any = None,
    at: datetime | None = None,
) -> Mark:
    """Keep a photo on a visit with its mark. Pictures of a dozen million pixels become readable ones of a few."""
    north, east = rules.place(latitude, longitude)
    lines = words(visit, actor, north, east, at)
    picture, is_drawn = marked(upload, lines)
    attachments.add(visit, actor=actor, uploads=[picture])
    return Mark(lines, is_drawn)


def words(visit: Visit, actor: Actor, latitude: Any, longitude: Any, at: datetime | None = None) -> tuple[str, ...]:
    """Customer; moment (`at` by the phone, where it can be true); place and distance, as far as they are known."""
    taken, _now = rules.moment(visit, at)
    found = [str(visit.customer), f"{timezone.localtime(taken):%Y-%m-%d %H:%M} · {actor.name} · {visit.number}"]
    if latitude is None and visit.latitude is not None:
        latitude, longitude = visit.latitude, visit.longitude
    if latitude is not None:
        place = f"{latitude:.5f}, {longitude:.5f}"
        far = rules.distance(visit, latitude, longitude)
        found.append(place if far is None else _("{place} · {n} m from the customer").format(place=place, n=f"{far:,}"))
    return tuple(found)


def marked(upload: Any, lines: tuple[str, ...]) -> tuple[SimpleUploadedFile, bool]:
    """The picture as JPEG, upright, the mark at its foot where a font has its characters, and always in its comment."""
    from PIL import ImageOps

    if (upload.size or 0) == 0:
        raise kinds.refused(_("The file is empty."), "empty")
    opened = kinds.opened(upload.file)
    image = ImageOps.exif_transpose(opened).convert("RGB")
    image.thumbnail((LONGEST, LONGEST))
    is_drawn = _draw(image, lines)
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, comment="\n".join(lines).encode())
    stem = Path(upload.name or "photo").stem
    return SimpleUploadedFile(f"{stem}.jpg", out.getvalue(), "image/jpeg"), is_drawn


def _draw(image: Any, lines: tuple[str, ...]) -> bool:
    """White words on a dark band along the foot, as large as fits; not drawn where they would be empty boxes."""
    from PIL import ImageDraw

    size = max(14, image.width // 36)
    font = _font(size)
    if font is None and not all(line.isascii() for line in lines):
        return False
    draw = ImageDraw.Draw(image, "RGBA")
    while font is not None and size > 12 and max(draw.textlength(line, font) for line in lines) > image.width * 0.94:
        size -= 2
        font = _font(size)
    step, pad = round(size * 1.4), round(size * 0.6)
    top = max(0, image.height - step * len(lines) - 2 * pad)
    draw.rectangle((0, top, image.width, image.height), fill=(0, 0, 0, 140))
    for n, line in enumerate(lines):
        draw.text((pad, top + pad + n * step), line, fill=(255, 255, 255), font=font)
    return True


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    for path, face in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=face)
    return None
