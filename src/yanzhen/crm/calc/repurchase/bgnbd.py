"""Who still buys, and how often: BG/NBD, or the mean rate where there is too little to fit it on.

While a customer is alive, purchases come at random at a rate of his own; after each he may leave for good. Rates are
spread over customers as gamma(r, α), chances of leaving as beta(a, b). The four are fitted by maximum likelihood.
All times are in days; the first purchase begins the count and is none of the repeats.

Source: Fader, Hardie, Lee (2005), "Counting your customers" the easy way, Marketing Science 24; the expected number by
Euler's transformation of their formula, which cannot overflow. See docs/algorithms/next-purchase.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BGNBD, RATE = "bgnbd", "rate"
FEW, NO_REPEATS, NO_TIME, FAILED = "few", "no_repeats", "no_time", "failed"
FEWEST, FEWEST_REPEATING = 20, 10
"""Customers, and among them customers who came back, for four parameters."""
WIDEST = 12.0
"""The logarithms of the parameters stay within ± this, time being counted in mean observation times."""
STARTS = ((0.0, 0.0, 0.0, 0.0), (-0.7, 0.0, -0.7, 1.0), (1.0, 1.0, -3.0, 3.0))
NEAR = 1e-6
"""So near to the poles of the formula (a = 1, a + b + x = 1) it is taken a little beside them."""


@dataclass(frozen=True)
class Buying:
    """One customer: `repeats` purchase days after the first, the last of them `recency` days after it, seen `age` days.

    ValueError unless 0 ≤ recency ≤ age, whole repeats ≥ 0, and recency 0 exactly where there are no repeats.
    """

    repeats: int
    recency: float
    age: float

    def __post_init__(self) -> None:
        if self.repeats < 0 or int(self.repeats) != self.repeats:
            raise ValueError("repeats are a whole number of at least zero")
        if not (math.isfinite(self.age) and 0 <= self.recency <= self.age):
            raise ValueError("the last purchase lies between the first one and the end")
        if (self.recency > 0) != (self.repeats > 0):
            raise ValueError("a repeat comes after the first day, and only a repeat does")


@dataclass(frozen=True)
class Buyers:
    """A fitted model. `model` is BGNBD or RATE (then only `rate` counts, and `note` says why)."""

    model: str
    note: str
    customers: int
    repeats: int
    rate: float
    """Repeats a day over everybody: Σ repeats ÷ Σ age."""
    r: float = math.nan
    alpha: float = math.nan
    a: float = math.nan
    b: float = math.nan
    log_likelihood: float = math.nan
    """A customer, time being counted in days."""

    def expected(self, buying: Buying, days: float) -> float:
        """Purchase days expected in the `days` after what was seen."""
        return float(self.expected_of([buying], days)[0])

    def expected_of(self, buyings: Sequence[Buying], days: float) -> Floats:
        """Purchase days expected of each."""
        if not (math.isfinite(days) and days >= 0):
            raise ValueError("a horizon is a finite number of days of at least zero")
        if self.model == RATE or not buyings:
            return np.full(len(buyings), self.rate * days)
        x, recency, age = _columns(buyings)
        return _while_alive(self, x, age, days) * _alive(self, x, recency, age)

    def alive(self, buying: Buying) -> float | None:
        """The chance that the customer has not left for good; None where the model cannot tell.

        Of a customer without repeats it is always 1: leaving comes after a purchase that repeats.
        """
        return None if self.model == RATE else float(self.alive_of([buying])[0])

    def alive_of(self, buyings: Sequence[Buying]) -> Floats:
        """The chance of each; not a number where the model cannot tell."""
        if self.model == RATE:
            return np.full(len(buyings), math.nan)
        return _alive(self, *_columns(buyings))


def seen(days: Sequence[date], until: date) -> Buying:
    """What the purchase days up to `until` say; a day counts once. ValueError when there is none."""
    known = sorted({day for day in days if day <= until})
    if not known:
        raise ValueError("no purchase up to this day")
    first = known[0]
    return Buying(len(known) - 1, float((known[-1] - first).days), float((until - first).days))


def fit(buyings: Sequence[Buying]) -> Buyers:
    """Fit the model by maximum likelihood; what cannot carry it gets the mean rate, and the note says so."""
    repeats, time = sum(b.repeats for b in buyings), math.fsum(b.age for b in buyings)
    rate = repeats / time if time > 0 else 0.0
    note = _why_not(buyings, repeats, time)
    found = None if note else _fitted(buyings, time / len(buyings))
    if found is None:
        return Buyers(RATE, note or FAILED, len(buyings), repeats, rate)
    (r, alpha, a, b), likelihood = found
    return Buyers(BGNBD, "", len(buyings), repeats, rate, r, alpha, a, b, likelihood)


def _why_not(buyings: Sequence[Buying], repeats: int, time: float) -> str:
    if time <= 0:
        return NO_TIME
    if not repeats:
        return NO_REPEATS
    repeating = sum(1 for b in buyings if b.repeats)
    return FEW if len(buyings) < FEWEST or repeating < FEWEST_REPEATING else ""


def _columns(buyings: Sequence[Buying]) -> tuple[Floats, Floats, Floats]:
    table = np.array([(b.repeats, b.recency, b.age) for b in buyings], dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _fitted(buyings: Sequence[Buying], unit: float) -> tuple[tuple[float, float, float, float], float] | None:
    """The best of a few starts; customers alike are counted once, with their number."""
    from scipy import optimize  # scipy is loaded where it is needed: the web server starts without it

    table, count = np.unique(np.column_stack(_columns(buyings)), axis=0, return_counts=True)
    x, recency, age = table[:, 0], table[:, 1] / unit, table[:, 2] / unit
    best: Any = None
    for start in STARTS:
        made = optimize.minimize(
            _loss, start, args=(x, recency, age, count / count.sum()), jac=True, method="L-BFGS-B",
            bounds=[(-WIDEST, WIDEST)] * 4,
        )  # fmt: skip
        if np.isfinite(made.fun) and (best is None or made.fun < best.fun):
            best = made
    if best is None or not np.isfinite(best.x).all():
        return None
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    days = math.log(unit) * float((x * count).sum()) / float(count.sum())
    return (r, alpha * unit, a, b), -float(best.fun) - days


def _loss(logs: Floats, x: Floats, recency: Floats, age: Floats, share: Floats) -> tuple[float, Floats]:
    """Minus the mean log likelihood (their equation 6, in logarithms), and its gradient by the logarithms."""
    from scipy import special

    r, alpha, a, b = np.exp(logs)
    one = np.maximum(x, 1.0)
    gone_from = np.log(a) - np.log(b + one - 1) - (r + x) * np.log(alpha + recency)
    gone_from = np.where(x > 0, gone_from, -np.inf)
    alive_to = -(r + x) * np.log(alpha + age)
    both = np.logaddexp(alive_to, gone_from)
    alive = np.exp(alive_to - both)
    gone = 1.0 - alive
    value = (
        special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        + special.gammaln(a + b) + special.gammaln(b + x) - special.gammaln(b) - special.gammaln(a + b + x) + both
    )  # fmt: skip
    psi = special.digamma
    common = psi(a + b) - psi(a + b + x)
    by_r = psi(r + x) - psi(r) + np.log(alpha) - alive * np.log(alpha + age) - gone * np.log(alpha + recency)
    by_alpha = r / alpha - (r + x) * (alive / (alpha + age) + gone / (alpha + recency))
    by_a = common + gone / a
    by_b = common + psi(b + x) - psi(b) - gone / (b + one - 1)
    slopes = np.array([r * by_r @ share, alpha * by_alpha @ share, a * by_a @ share, b * by_b @ share])
    return -float(value @ share), -slopes


def _alive(model: Buyers, x: Floats, recency: Floats, age: Floats) -> Floats:
    """1 ÷ (1 + a ÷ (b + x − 1) · ((α + T) ÷ (α + tₓ))^(r + x)), and 1 without repeats; through its logarithm."""
    odds = (
        np.log(model.a)
        - np.log(model.b + np.maximum(x, 1.0) - 1)
        + (model.r + x) * (np.log(model.alpha + age) - np.log(model.alpha + recency))
    )
    found: Floats = np.where(x > 0, 1 / (1 + np.exp(np.minimum(odds, 700.0))), 1.0)
    return found


def _while_alive(model: Buyers, x: Floats, age: Floats, days: float) -> Floats:
    """Purchases expected of customers who are alive now.

    (a + b + x − 1) ÷ (a − 1) · (1 − w^(a − 1) · ₂F₁(a + b − 1 − r, a − 1; a + b + x − 1; 1 − w)) with
    w = (α + T) ÷ (α + T + t); between nothing and what nobody leaving would bring, (r + x) ÷ (α + T) · t.
    """
    from scipy import special

    most: Floats = (model.r + x) / (model.alpha + age) * days
    a = _beside(np.full_like(x, model.a), 1.0)
    c = _beside(a + model.b + x - 1, 0.0)
    kept = (model.alpha + age) / (model.alpha + age + days)
    with np.errstate(all="ignore"):
        series = special.hyp2f1(a + model.b - 1 - model.r, a - 1, c, 1 - kept)
        found: Floats = c / (a - 1) * (1 - kept ** (a - 1) * series)
    odd = ~np.isfinite(found) | (found < 0) | (found > most)
    if odd.any():
        found[odd] = np.clip(_by_quadrature(model, x[odd], age[odd], days), 0.0, most[odd])
    return found


def _beside(values: Floats, pole: float) -> Floats:
    moved: Floats = np.where(np.abs(values - pole) < NEAR, pole + NEAR, values)
    return moved


def _by_quadrature(model: Buyers, x: Floats, age: Floats, days: float) -> Floats:
    """The same as a mean over the chance of leaving p ~ beta(a, b + x): (1 − (1 + p·t ÷ (α + T))^−(r + x)) ÷ p."""
    from scipy import special

    found = np.empty_like(x)
    for n, (repeats, seen_for) in enumerate(zip(x, age, strict=True)):
        levels = (np.arange(2000) + 0.5) / 2000
        p = np.maximum(special.betaincinv(model.a, model.b + repeats, levels), 1e-12)
        gone = -np.expm1(-(model.r + repeats) * np.log1p(p * days / (model.alpha + seen_for)))
        found[n] = float(np.mean(gone / p))
    return found
