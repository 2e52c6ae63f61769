"""The levels of `comparing.LEVELS` as conditions that splink puts to DuckDB, with what is assumed of them beforehand.

The columns of field 0 of a record are `f0` (its form without blanks), `f0_w` (its words, sorted), for addresses `f0_n`
(its numbers), for firms `f0_s` (how the name sounds); `{f}` stands for `f0`, `_l` and `_r` for the two records.
`edits` counts edits, two neighbours exchanged as one, in characters: DuckDB's own functions count bytes, of which a
Chinese character has three. `linker` gives it to DuckDB.
"""

from typing import Any

from yanzhen.crm.calc.comparing import ALIKE, LEVELS, NEARLY, Kind

EDITS = "edits({f}_l, {f}_r)"
LONGER, SHORTER = "greatest(length({f}_l), length({f}_r))", "least(length({f}_l), length({f}_r))"
SIMILAR = f"(1 - {EDITS} / {LONGER}::DOUBLE)"
NUMBERED = "len({f}_n_l) > 0 AND len({f}_n_r) > 0"
DAYS = "length({f}_l) = 8 AND length({f}_r) = 8"
HOLDS = "list_has_all({f}_w_l, {f}_w_r) OR list_has_all({f}_w_r, {f}_w_l)"

TEXT = {
    "nearly the same": f"{SIMILAR} >= {NEARLY} OR ({EDITS} = 1 AND {SHORTER} > 2) OR {{f}}_w_l = {{f}}_w_r",
    "contained": f"{HOLDS} OR ({SHORTER} > 2 AND (contains({{f}}_l, {{f}}_r) OR contains({{f}}_r, {{f}}_l)))",
    "alike": f"{SIMILAR} >= {ALIKE}",
}
CONDITIONS: dict[Kind, dict[str, str]] = {
    Kind.TEXT: TEXT,
    Kind.FIRM: {**TEXT, "sounds the same": "{f}_s_l = {f}_s_r"},
    Kind.ADDRESS: {
        "nearly the same": f"{SIMILAR} >= {NEARLY} AND {{f}}_n_l = {{f}}_n_r",
        "alike": (
            f"{SIMILAR} >= {NEARLY} OR ({SIMILAR} >= {ALIKE} AND (NOT ({NUMBERED}) OR {{f}}_n_l[1] = {{f}}_n_r[1]))"
        ),
        "same house number": f"{NUMBERED} AND {{f}}_n_l[1] = {{f}}_n_r[1]",
    },
    Kind.PHONE: {
        "one digit off": f"{EDITS} = 1",
        "same ending": "length({f}_l) > 6 AND right({f}_l, 7) = right({f}_r, 7)",
    },
    Kind.CODE: {
        "one sign off": f"{EDITS} = 1 AND {SHORTER} > 2",
        "alike": f"{SHORTER} > 2 AND {EDITS} <= {LONGER} / 3.0",
    },
    Kind.DATE: {
        "one sign off": (
            f"{EDITS} = 1 OR ({DAYS} AND left({{f}}_l, 4) = left({{f}}_r, 4) AND "
            "substr({f}_l, 5, 2) = right({f}_r, 2) AND right({f}_l, 2) = substr({f}_r, 5, 2))"
        ),
        "alike": (
            f"{EDITS} = 2 OR ({DAYS} AND "
            "(left({f}_l, 6) = left({f}_r, 6) OR right({f}_l, 4) = right({f}_r, 4)))"
        ),
    },
}
"""By kind the levels between differing and being the same."""
USUAL_M: dict[Kind, tuple[float, ...]] = {
    Kind.FIRM: (0.05, 0.05, 0.10, 0.05, 0.15, 0.60),
    Kind.TEXT: (0.10, 0.05, 0.05, 0.15, 0.65),
    Kind.ADDRESS: (0.15, 0.05, 0.20, 0.20, 0.40),
    Kind.PHONE: (0.30, 0.05, 0.05, 0.60),
    Kind.CODE: (0.07, 0.01, 0.02, 0.90),
    Kind.DATE: (0.07, 0.03, 0.10, 0.80),
}
"""How often two records of one thing agree on each level, from 0 upward: what holds where there is little to learn
from, and where EM begins."""
RARE = 0.001
"""So often different things agree on a level above 0, before anything was looked at."""


def usual_u(kind: Kind) -> tuple[float, ...]:
    """How often two records of different things agree on each level, from 0 upward, before anything was looked at."""
    above = len(LEVELS[kind]) - 1
    return (1 - above * RARE, *([RARE] * above))


def comparison(column: str, kind: Kind, m: tuple[float, ...], u: tuple[float, ...], rarest: float) -> dict[str, Any]:
    """One field as splink wants it: its levels, the highest first, with m and u.

    `rarest`: a value that occurs less often than this (0 to 1) counts as occurring so often.
    """
    names = LEVELS[kind]
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL",
            "label_for_charts": "missing",
            "is_null_level": True,
        }
    ]
    for at in range(len(names) - 1, -1, -1):
        level: dict[str, Any] = {
            "sql_condition": _condition(column, kind, at),
            "label_for_charts": names[at],
            "m_probability": m[at],
            "u_probability": u[at],
        }
        if at == len(names) - 1:
            level |= {"tf_adjustment_column": column, "tf_adjustment_weight": 1.0, "tf_minimum_u_value": rarest}
        levels.append(level)
    return {"output_column_name": column, "comparison_levels": levels}


def _condition(column: str, kind: Kind, at: int) -> str:
    name = LEVELS[kind][at]
    if at == 0:
        return "ELSE"
    if at == len(LEVELS[kind]) - 1:
        return f"{column}_l = {column}_r"
    return CONDITIONS[kind][name].format(f=column)
