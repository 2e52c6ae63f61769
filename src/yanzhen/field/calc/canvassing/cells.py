"""An area cut into square blocks on a grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yanzhen.field.calc.canvassing.outline import BadOutline, Flat, Outline, Point, flat, metres, signed

LEAST_SHARE = 0.02
"""A block of which less lies in the area is left out: nobody goes there for a strip of a pavement."""
MOST_CELLS = 2_000


@dataclass(frozen=True)
class Cell:
    """One square: its row from the south, its column from the west (both from 0), its sides in degrees.

    `share` of it lies in the area, above 0 to 1.
    """

    row: int
    column: int
    south: float
    west: float
    north: float
    east: float
    share: float

    @property
    def name(self) -> str:
        """As on a street map: column in letters, row in figures: A1, B1, … AA1."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def middle(self) -> Point:
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it; the southern and western sides are its own."""
        return self.south <= point.latitude < self.north and self.west <= point.longitude < self.east


def letters(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    found = ""
    while number >= 0:
        found, number = chr(65 + number % 26) + found, number // 26 - 1
    return found


def cut(outline: Outline, size: float, least: float = LEAST_SHARE) -> list[Cell]:
    """The blocks of an area from south-west to north-east, row by row.

    Parameters
    ----------
    outline
        Corners, as `outline.checked` gives them.
    size
        Side of a block in metres.
    least
        Blocks with a smaller share in the area are left out; the largest stays, so that an area has one at least.

    Raises
    ------
    BadOutline
        `cells` when the rectangle around the area has more than 2 000 blocks.

    Notes
    -----
    The outline is cut by each square (Sutherland & Hodgman 1974), the area of what is left taken by the shoelace
    formula; so the shares times the size of a block add up to the area, whatever its shape.
    """
    plane = flat(outline)
    plan = [plane.xy(corner) for corner in outline]
    columns, rows = (_count(max(ends), size) for ends in ([x for x, _ in plan], [y for _, y in plan]))
    if columns * rows > MOST_CELLS:
        raise BadOutline("cells")
    found = []
    for row in range(rows):
        strip = _halved(_halved(plan, 1, row * size, above=True), 1, (row + 1) * size, above=False)
        for column in range(columns):
            piece = _halved(_halved(strip, 0, column * size, above=True), 0, (column + 1) * size, above=False)
            share = min(1.0, abs(signed(piece)) / size**2) if len(piece) > 2 else 0.0
            if share > 0:
                found.append(_cell(plane, row, column, size, share))
    kept = [cell for cell in found if cell.share >= least]
    return kept or sorted(found, key=lambda cell: -cell.share)[:1]


def _count(length: float, size: float) -> int:
    """How many squares a length takes; a millimetre over is none."""
    return max(1, int((length - 0.001) // size) + 1)


def _cell(plane: Flat, row: int, column: int, size: float, share: float) -> Cell:
    low, high = plane.point(column * size, row * size), plane.point((column + 1) * size, (row + 1) * size)
    return Cell(row, column, low.latitude, low.longitude, high.latitude, high.longitude, share)


def _halved(plan: Sequence[tuple[float, float]], axis: int, limit: float, *, above: bool) -> list[tuple[float, float]]:
    """What of a polygon lies on one side of a line across `axis` (0: x, 1: y)."""
    found: list[tuple[float, float]] = []
    for at, here in enumerate(plan):
        before = plan[at - 1]
        is_in, was_in = (here[axis] >= limit) == above, (before[axis] >= limit) == above
        if is_in != was_in:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            found.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if is_in:
            found.append(here)
    return found


def at(cells: Iterable[Cell], point: Point) -> Cell | None:
    """The block a point lies in."""
    return next((cell for cell in cells if cell.holds(point)), None)


def nearest(cells: Iterable[Cell], point: Point) -> Cell | None:
    """The block that is nearest: the one that holds the point, else by its middle; the first of equally near ones."""
    return min(cells, key=lambda cell: (not cell.holds(point), metres(cell.middle, point)), default=None)
