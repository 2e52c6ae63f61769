"""The model score of leads, trained in the product's own process on what is known early, measured on a fifth held out.

A folder with opportunities.csv.gz (opportunity_number, opportunity_result) or with leads.csv.gz (Prospect ID,
Converted). Keys, and columns that are written late or after the outcome, are not used: days, ratios and the count of
stages there, what sales staff note about a lead here. Rows whose key hashes to one in five are held out; the rest
chooses and calibrates the model by cross-validation. Value: AUC on the rows held out; reference: that of the logistic
regression (one weight for each level) in the same run. The first
leads are explained, and it is printed which of the columns left aside the guard finds by itself.
"""

import csv
import gzip
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.crm.calc.lead_scores import leaks, models
from yanzhen.crm.calc.lead_scores.fields import kind_of
from yanzhen.crm.calc.lead_scores.measures import parts
from yanzhen.crm.calc.lead_scores.training import Question, Report
from yanzhen.crm.services import lead_models

USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "ibm_win_loss"
SHOWN = 10
PATIENCE = 3_600.0
"""Seconds: a benchmark also ends on a machine that does other things."""


@dataclass(frozen=True)
class Case:
    """What a file means: its key, its outcome and what won is called, columns to leave aside, and no answer."""

    file: str
    key: str
    outcome: str
    won: str
    aside: tuple[str, ...]
    late: tuple[str, ...]
    blank: str
    target: float


CASES = (
    Case(
        "opportunities.csv.gz", "opportunity_number", "opportunity_result", "Won", ("row",),
        ("elapsed_days_in_sales_stage", "sales_stage_change_count", "total_days_identified_through_closing",
         "total_days_identified_through_qualified", "ratio_days_identified_to_total_days",
         "ratio_days_validated_to_total_days", "ratio_days_qualified_to_total_days"), "", 0.83,
    ),
    Case(
        "leads.csv.gz", "Prospect ID", "Converted", "1", ("Lead Number",),
        ("Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity",
         "Asymmetrique Activity Index", "Asymmetrique Profile Index", "Asymmetrique Activity Score",
         "Asymmetrique Profile Score"), "Select", 0.84,
    ),
)  # fmt: skip


def main(data: Path | None) -> dict[str, Any]:
    folder = data or USUAL
    case = next((case for case in CASES if (folder / case.file).exists()), None)
    if case is None:
        raise FileNotFoundError(f"{folder} holds neither {' nor '.join(case.file for case in CASES)}")
    question = _question(case, folder / case.file)
    began = time.perf_counter()
    answer = lead_models.train(question, seconds=PATIENCE)
    seconds = time.perf_counter() - began
    report = answer.report
    _print(case, report, seconds)
    _guard(case, question)
    names = [f"{one.score} = {one.base} {''.join(f' {p:+d} {n};' for n, p in one.points[:4])}" for one in answer.scores]
    print("  explained, the weightiest four fields:", *names[:3], sep="\n    ")
    value = report.auc or 0.5
    reference = next((one.held_out_auc for one in report.candidates if one.name == models.LOGISTIC), 0.5)
    return {
        "name": "lead-score",
        "value": round(value, 4),
        "reference": round(reference, 4),
        "ratio": round(value / reference, 4),
        "unit": "AUC",
    }


def _question(case: Case, path: Path) -> Question:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [n for n in rows[0] if n not in {case.key, case.outcome, *case.aside}]
    closed = {n: ["" if row[n] == case.blank else row[n] for row in rows] for n in names}
    return Question(
        kinds={n: kind_of(closed[n]) for n in names},
        closed=closed,
        outcomes=[int(row[case.outcome] == case.won) for row in rows],
        keys=[row[case.key] for row in rows],
        opened={n: values[:SHOWN] for n, values in closed.items()},
        after_outcome=case.late,
    )


def _guard(case: Case, question: Question) -> None:
    """What is found among the late columns by what they do."""
    kinds = {n: question.kinds[n] for n in case.late if n in question.kinds}
    _held, folds = parts(question.keys)
    found = leaks.find(kinds, question.closed, np.array(question.outcomes, dtype=np.int64), folds, {})
    told = ", ".join(f"{one.field} ({one.reason} {one.figure:.3f})" for one in found) or "none"
    print(f"  the guard finds by itself, of {len(kinds)} late columns: {told}")


def _print(case: Case, report: Report, seconds: float) -> None:
    print(f"{report.closed:,} closed, {report.won / report.closed:.1%} won; held out {report.held_out:,};"
          f" {seconds:.0f} s in a process of its own: {report.verdict}")  # fmt: skip
    print(f"  fields used: {', '.join(report.used)}")
    for one in report.left_out:
        print(f"  left out: {one.field} ({one.reason}{'' if one.figure is None else f' {one.figure:.3f}'})")
    for found in report.candidates:
        print(f"  {'*' if found.name == report.model else ' '} {found.name:17} across folds log loss"
              f" {found.log_loss:.4f}, AUC {found.auc:.4f}; held out AUC {found.held_out_auc:.4f}")  # fmt: skip
    if report.auc is not None:
        print(f"  AUC {report.auc:.4f} ({report.auc_low:.4f} to {report.auc_high:.4f}), at least {case.target:.2f};"
              f" Brier {report.brier:.4f}, of the share won {report.base_brier:.4f}")  # fmt: skip
