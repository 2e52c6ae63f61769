"""Times of day as people type them: `9-11:30 13:30-17`, read into windows of minutes and written back the one way.

Separators between two times are any of ``- – — ~ 至 到``; between windows spaces, commas or semicolons. A colon may be
full width or left out with the minutes (`9` is 09:00).
"""

import re
from itertools import pairwise

type Window = tuple[int, int]
"""From when to when, in minutes since midnight."""

_TIME = r"(\d{1,2})(?:[:：](\d{2}))?"
_WINDOW = re.compile(rf"\s*{_TIME}\s*(?:[-–—~～至到])\s*{_TIME}\s*")
_BETWEEN = re.compile(r"[,，;；、]\s*|\s+(?=\d)")
MIDNIGHT = 24 * 60


class BadHours(ValueError):
    """What was typed is no row of windows. `code`: `unreadable`, `backwards`, `overlap` or `too_many`."""

    def __init__(self, code: str, part: str = ""):
        self.code = code
        self.part = part
        super().__init__(f"{code}: {part}")


MOST = 4


def read(text: str) -> tuple[Window, ...]:
    """The windows in their order; none for an empty text. Raises BadHours."""
    found = sorted(_window(part) for part in _parts(text))
    if len(found) > MOST:
        raise BadHours("too_many", text)
    for (_a, end), (begin, _b) in pairwise(found):
        if begin < end:
            raise BadHours("overlap", text)
    return tuple(found)


def written(windows: tuple[Window, ...]) -> str:
    """The one way they are kept: `09:00-11:30, 13:30-17:00`."""
    return ", ".join(f"{clock(a)}-{clock(b)}" for a, b in windows)


def clock(minutes: float) -> str:
    """Minutes since midnight as 09:05, rounded half up to whole minutes; the days after it as 01:43 +1."""
    whole = int(minutes + 0.5)
    days = (whole - 1) // MIDNIGHT if whole else 0
    rest = whole - days * MIDNIGHT
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f" +{days}" if days else "")


def _parts(text: str) -> list[str]:
    joined = re.sub(r"\s*([-–—~～至到])\s*", r"\1", text.strip())
    return [part for part in _BETWEEN.split(joined) if part.strip()]


def _window(part: str) -> Window:
    match = _WINDOW.fullmatch(part)
    if match is None:
        raise BadHours("unreadable", part)
    begin, end = _minute(match[1], match[2], part), _minute(match[3], match[4], part)
    if begin >= end:
        raise BadHours("backwards", part)
    return begin, end


def _minute(hours: str, minutes: str | None, part: str) -> int:
    found = int(hours) * 60 + int(minutes or 0)
    if found > MIDNIGHT or int(minutes or 0) > 59:
        raise BadHours("unreadable", part)
    return found


def longest(windows: tuple[Window, ...], closed: tuple[Window, ...]) -> int:
    """Minutes of the longest stretch inside the windows (none: the whole day) and outside the closed times."""
    best = 0
    for begin, end in windows or ((0, MIDNIGHT),):
        at = begin
        for shut, opened in sorted(closed):
            if opened <= at or shut >= end:
                continue
            best = max(best, shut - at)
            at = max(at, opened)
        best = max(best, end - at)
    return best
