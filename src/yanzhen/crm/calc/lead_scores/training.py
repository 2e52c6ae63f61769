"""Train a score on closed leads, measure it on those held out, and score the open ones; or say why not.

One closed lead in five, by a hash of its key, is held out and used for nothing but the figures shown. The rest chooses
the model and calibrates it by cross-validation in five folds, by the same hash.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.crm.calc.lead_scores import fields, leaks, models
from yanzhen.crm.calc.lead_scores.explaining import Explained, explain
from yanzhen.crm.calc.lead_scores.fields import Coding, Value
from yanzhen.crm.calc.lead_scores.leaks import LeftOut
from yanzhen.crm.calc.lead_scores.measures import Group, auc, brier, calibration, log_loss, parts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRAINED, FEW, NO_FIELDS, NO_SIGNAL = "trained", "few", "no_fields", "no_signal"
FEWEST = 50
"""Of either outcome."""


@dataclass(frozen=True)
class Question:
    """Closed leads as columns with their outcomes (1 won, 0 lost) and keys, and open ones to score.

    `kinds` names the fields: NUMBER or CATEGORY. `after_outcome` are fields known to be filled in afterwards; empty
    answers are None or "".
    """

    kinds: Mapping[str, str]
    closed: Mapping[str, Sequence[Value]]
    outcomes: Sequence[int]
    keys: Sequence[str]
    opened: Mapping[str, Sequence[Value]]
    after_outcome: Sequence[str] = ()

    def check(self) -> None:
        """ValueError for columns of unequal length, unknown kinds, or outcomes other than 0 and 1."""
        closed, opened = {len(self.closed[name]) for name in self.kinds}, {len(v) for v in self.opened.values()}
        if closed | {len(self.outcomes)} != {len(self.keys)} or len(opened) > 1:
            raise ValueError("columns are of the same length")
        if set(self.outcomes) - {0, 1}:
            raise ValueError("an outcome is 0 or 1")
        if set(self.kinds.values()) - {fields.NUMBER, fields.CATEGORY}:
            raise ValueError("a field is a number or a category")


@dataclass(frozen=True)
class Candidate:
    """A model that was tried, by cross-validation inside the training part, and on the leads held out."""

    name: str
    log_loss: float
    auc: float
    held_out_auc: float


@dataclass(frozen=True)
class Report:
    """What came of it. `verdict` says whether there is a score; figures are None where nothing was trained.

    AUC, its 95 % interval, Brier score (and that of giving everybody the share won) and calibration are of the leads
    held out.
    """

    verdict: str
    closed: int
    won: int
    held_out: int = 0
    held_out_won: int = 0
    model: str = ""
    auc: float | None = None
    auc_low: float | None = None
    auc_high: float | None = None
    brier: float | None = None
    base_brier: float | None = None
    candidates: tuple[Candidate, ...] = ()
    used: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    calibration: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The report, and the open leads' scores in their order; none unless the verdict is TRAINED."""

    report: Report
    scores: tuple[Explained, ...] = ()


@dataclass
class _Calibrated:
    """A model with the line that turns its log odds into true ones (Platt 1999), learnt across folds."""

    model: models.Model
    slope: float
    shift: float

    def chances(self, table: Floats) -> Floats:
        return _chance(self.model.log_odds(table) * self.slope + self.shift)


def train(question: Question) -> Answer:
    """Train, measure and score. ValueError for a question that makes no sense; too little is an answer."""
    question.check()
    outcomes = np.array(question.outcomes, dtype=np.int64)
    held, folds = parts(question.keys)
    report = Report(FEW, len(outcomes), int(outcomes.sum()), int(held.sum()), int(outcomes[held].sum()))
    if not _is_enough(outcomes, held, folds):
        return Answer(report)
    left_out = _leaks(question, outcomes, held, folds)
    codings, left_out = _codings(question, held, left_out)
    report = _with(report, used=tuple(c.name for c in codings), left_out=left_out)
    if not codings:
        return Answer(_with(report, verdict=NO_FIELDS))
    table = fields.table(codings, question.closed, len(outcomes))
    made, report = _best(report, codings, table, outcomes, held, folds)
    if report.verdict != TRAINED:
        return Answer(report)
    opened = fields.table(codings, question.opened, max((len(v) for v in question.opened.values()), default=0))
    scores = explain([c.name for c in codings], opened, table[~held], made.chances)
    return Answer(report, tuple(scores))


def _with(report: Report, **changes: object) -> Report:
    return Report(**{**vars(report), **changes})  # type: ignore[arg-type]


def _is_enough(outcomes: Ints, held: NDArray[np.bool_], folds: Ints) -> bool:
    """Fifty of either, and both outcomes among those held out and outside of each fold."""
    won = int(outcomes.sum())
    if min(won, len(outcomes) - won) < FEWEST:
        return False
    groups = [outcomes[held], *(outcomes[~held & (folds != fold)] for fold in np.unique(folds[~held]))]
    return len(np.unique(folds[~held])) > 1 and all(0 < group.sum() < len(group) for group in groups)


def _leaks(question: Question, outcomes: Ints, held: NDArray[np.bool_], folds: Ints) -> tuple[LeftOut, ...]:
    """Looked for among the rows to train on."""
    keep = np.flatnonzero(~held).tolist()
    closed = {name: [question.closed[name][n] for n in keep] for name in question.kinds}
    return leaks.find(question.kinds, closed, outcomes[keep], folds[keep], question.opened, question.after_outcome)


def _codings(
    question: Question, held: NDArray[np.bool_], left_out: tuple[LeftOut, ...]
) -> tuple[list[Coding], tuple[LeftOut, ...]]:
    keep, known = np.flatnonzero(~held).tolist(), {one.field for one in left_out}
    found, constant = [], []
    for name, kind in question.kinds.items():
        if name in known:
            continue
        coding = fields.learn(name, kind, [question.closed[name][n] for n in keep])
        if coding is None:
            constant.append(LeftOut(name, leaks.CONSTANT))
        else:
            found.append(coding)
    return found, (*left_out, *constant)


def _best(
    report: Report, codings: Sequence[Coding], table: Floats, outcomes: Ints, held: NDArray[np.bool_], folds: Ints
) -> tuple[_Calibrated, Report]:
    """The model with the least log loss across folds, calibrated there; measured on the leads held out."""
    rows, won, fold = table[~held], outcomes[~held], folds[~held]
    tried = {}
    for name in models.candidates(len(outcomes)):
        across = _across(name, codings, rows, won, fold)
        slope, shift = _line(across, won)
        whole = models.new(name, codings)
        whole.fit(rows, won, fold)
        made = _Calibrated(whole, slope, shift)
        tried[name] = (made, across, made.chances(table[held]))
    losses = {
        name: log_loss(won, _chance(across * made.slope + made.shift)) for name, (made, across, _h) in tried.items()
    }
    name = min(losses, key=lambda one: losses[one])
    made, _across_folds, chances = tried[name]
    found = auc(outcomes[held], chances)
    share = float(won.mean())
    return made, _with(
        report,
        verdict=TRAINED if found.has_signal else NO_SIGNAL,
        model=name,
        auc=found.value,
        auc_low=found.low,
        auc_high=found.high,
        brier=brier(outcomes[held], chances),
        base_brier=brier(outcomes[held], np.full(len(chances), share)),
        calibration=calibration(outcomes[held], chances),
        candidates=tuple(
            Candidate(one, losses[one], auc(won, across).value, auc(outcomes[held], guess).value)
            for one, (_made, across, guess) in tried.items()
        ),
    )


def _across(name: str, codings: Sequence[Coding], rows: Floats, won: Ints, folds: Ints) -> Floats:
    """Log odds of each row from a model that was fitted to the other folds."""
    found = np.empty(len(rows))
    for fold in np.unique(folds):
        here = folds == fold
        model = models.new(name, codings)
        model.fit(rows[~here], won[~here], folds[~here])
        found[here] = model.log_odds(rows[here])
    return found


def _line(log_odds: Floats, won: Ints) -> tuple[float, float]:
    """Slope and shift of the log odds with the greatest likelihood."""
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=1e6, max_iter=1000).fit(log_odds.reshape(-1, 1), won)
    slope, shift = float(made.coef_[0][0]), float(made.intercept_[0])
    if not (math.isfinite(slope) and math.isfinite(shift)):
        raise ValueError("the score could not be calibrated")
    return slope, shift


def _chance(log_odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -700, 700)))
    return found
