"""The shapes of the allocation board for programs. Amounts are whole cents, so that nothing is rounded on the way."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field


class BoardViewIn(Schema):
    """Which two sides are seen, at which place of the third (null for its sum), and which rows to answer with."""

    rows: str = Field(description="side that stands in the rows: month, unit, person, region, category or customer")
    columns: str
    third: int | None = Field(None, ge=0, le=10**6, description="place of the third side; null sums it up")
    start: int = Field(0, ge=0, le=10**6, description="first row of the answer")
    stop: int = Field(60, ge=0, le=10**6, description="the row before which the answer ends")


class BoardLookIn(BoardViewIn):
    """The same for reading; without sides the usual look, months across."""

    rows: str = ""
    columns: str = ""


class BoardFileIn(BoardLookIn):
    """How a draft leaves as a file: as the grid shows it, all rows of it."""

    format: Literal["xlsx", "csv"] = "xlsx"
    show: Literal["amount", "share", "growth"] = "amount"
    share_of: Literal["row", "column", "total"] = "row"
    reason: str = Field("", max_length=300, description="needed from 1,000 rows on")


class BoardActIn(Schema):
    """`seen` is the count of acts the editor knew; what others did since is merged, or refused with 409."""

    seen: int = Field(ge=0, le=2**31 - 1)
    view: BoardViewIn


class BoardCellIn(Schema):
    """A seen cell and what is typed into it; without row or column a margin, without both the total."""

    row: int | None = Field(None, ge=0, le=10**6)
    column: int | None = Field(None, ge=0, le=10**6)
    text: str = Field(
        max_length=40,
        description="1200.50, 12万, +12%, -5%; 12% a share of `share_of`, 12%r, 12%c, 12%t of the sums; >=1200 a floor",
    )


class BoardEditIn(BoardActIn):
    cells: list[BoardCellIn] = Field(min_length=1, max_length=500)
    holds: list[str] = Field([], max_length=4, description="sides whose sums stay, or total")
    share_of: str = Field("row", description="row, column or total: what 12% is a share of")


class BoardRangeIn(BoardActIn):
    """Rows and columns by place; null for all of them."""

    row_places: list[int] | None = Field(None, max_length=100_000)
    column_places: list[int] | None = Field(None, max_length=100_000)


class BoardLockIn(BoardRangeIn):
    on: bool = True


class BoardSpreadIn(BoardRangeIn):
    basis: str = Field("history", description="history, potential, equal, plan or forecast")
    holds: list[str] = Field([], max_length=4)
    total: str | None = Field(None, max_length=40, description="a new sum of the selection")


class BoardPasteIn(BoardActIn):
    row: int = Field(ge=0, le=10**6)
    column: int = Field(ge=0, le=10**6)
    block: list[list[str]] = Field(max_length=100_000)


class BoardMixIn(BoardActIn):
    side: str
    shares: list[str] = Field(max_length=5_000, description="one weight for each place, such as per cents")


class BoardNewIn(Schema):
    """A new draft; without places whatever sold in the last twelve months, without total the decided target."""

    plan: int = Field(ge=0, le=2**63 - 1)
    name: str = Field(min_length=1, max_length=120)
    sides: list[str] = Field(min_length=2, max_length=3)
    unit: int | None = Field(None, ge=0, le=2**63 - 1)
    metric: str = "revenue"
    basis: str = "history"
    total: str | None = Field(None, max_length=40)


class BoardNameIn(Schema):
    name: str = Field("", max_length=120)


class BoardSeenIn(Schema):
    seen: int = Field(ge=0, le=2**31 - 1)


class BoardProposeIn(BoardSeenIn):
    note: str = Field("", max_length=500)


class BoardHead(Schema):
    """A draft without its figures."""

    id: int
    plan: int
    name: str
    unit: str
    owner: str
    metric: str
    metric_label: str
    basis: str
    sides: list[str]
    total: str
    currency: str
    moves: int
    is_chosen: bool
    is_proposed: bool
    changed_at: str


class BoardSide(Schema):
    code: str
    label: str
    keys: list[Any]
    names: list[str]


class BoardFrame(BoardHead):
    """The draft with its sides, the names of all places, and what was made up."""

    places: list[BoardSide]
    notes: list[str]
    may_change: bool
    may_choose: bool


class BoardWindow(Schema):
    """Rows of cells with locks (0 free, 1 locked, 2 in part, 3 closed; 4 more with a floor), and all sums, in cents."""

    start: int
    cells: list[list[int]]
    locks: list[list[int]]
    last: list[list[int]]
    row_sums: list[int]
    row_last: list[int]
    column_sums: list[int]
    column_last: list[int]
    total: int
    total_last: int
    whole: int
    moves: int


class BoardActed(Schema):
    """Whether anything changed, whether an act can be undone or done again, and the window after it."""

    did: bool
    can_undo: bool
    can_redo: bool
    window: BoardWindow


class BoardBehind(Schema):
    """What stands behind a cell, in cents."""

    amount: int
    last: int
    row: int
    column: int
    total: int
    parts: int
    locked: int
    closed: int
    floor: int
    basis: str
    forecast: int | None
    who: str
    at: str
    what: str


class BoardQualityLine(Schema):
    key: int
    name: str
    quota: int
    last: int
    potential: int | None
    best: int | None
    chance: float | None
    expected: int | None
    ratio: str | None
    is_above_all: bool


class BoardQuality(Schema):
    """Fairness, feasibility and progress of a spread; null where it cannot be known."""

    side: str
    source: str
    gini: str | None
    curve: list[list[str]]
    record: int | None
    chance: float | None
    expected: int | None
    lines: list[BoardQualityLine]


class BoardCompared(Schema):
    row_sums: list[int]
    row_others: list[int]
    column_sums: list[int]
    column_others: list[int]
    total: int
    total_other: int
    cells: int


class BoardMoveOut(Schema):
    number: int
    who: str
    at: str
    what: str
    is_undone: bool


class BoardChosen(Schema):
    figures: int
