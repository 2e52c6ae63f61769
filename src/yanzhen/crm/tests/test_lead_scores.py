"""The model score of leads: measures, coding, the guard against leaks, training, explaining, its own process."""

import math
import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.crm.calc.lead_scores import explaining, fields, leaks, measures, models, training, worker
from yanzhen.crm.calc.lead_scores.fields import CATEGORY, NUMBER
from yanzhen.crm.calc.lead_scores.training import Answer, Question
from yanzhen.crm.services import lead_models

pytestmark = pytest.mark.once
KINDS = {"source": CATEGORY, "visits": NUMBER, "city": CATEGORY}


def closed_leads(count: int, *, strength: float = 2.0, seed: int = 4) -> tuple[dict[str, list[Any]], list[int]]:
    """Leads whose source and visits decide, as strongly as wanted, and whose city says nothing."""
    chance = random.Random(seed)
    columns: dict[str, list[Any]] = {name: [] for name in KINDS}
    outcomes = []
    for _ in range(count):
        source, visits = chance.choice(["fair", "web", "call"]), chance.randint(0, 9)
        odds = strength * ((source == "fair") - (source == "call") + (visits - 4.5) / 4)
        outcomes.append(int(chance.random() < 1 / (1 + math.exp(-odds))))
        columns["source"].append(source if chance.random() > 0.05 else None)
        columns["visits"].append(visits if chance.random() > 0.05 else "")
        columns["city"].append(chance.choice(["Wuxi", "Jinan", "Xiamen"]))
    return columns, outcomes


def question(count: int, **changes: Any) -> Question:
    columns, outcomes = closed_leads(count, strength=changes.pop("strength", 2.0))
    columns |= changes.pop("more", {})
    wanted = {
        "kinds": dict.fromkeys(columns, CATEGORY) | KINDS,
        "closed": columns,
        "outcomes": outcomes,
        "keys": [str(n) for n in range(count)],
        "opened": {"source": ["fair", "call", "new"], "visits": [9, 0, None], "city": ["Wuxi", "Wuxi", None]},
    }
    return Question(**wanted | changes)


@pytest.fixture(scope="module")
def trained() -> Answer:
    return training.train(question(800))


# -- Measures ----------------------------------------------------------------------------------------------------------


def test_auc_and_its_interval_by_hand() -> None:
    # Won 3 and 1, lost 2 and 0: three of four pairs in order. Shares by won 1 and 1/2, by lost 1/2 and 1: variance
    # 1/8 each, 1/8 / 2 + 1/8 / 2 = 1/8 together; 0.75 ± 1.96 · 0.35355 = 0.75 ± 0.693.
    found = measures.auc([1, 0, 1, 0], [3, 2, 1, 0])
    assert (found.value, found.high) == (0.75, 1)
    assert found.low == pytest.approx(0.0570, abs=1e-4)
    assert not found.has_signal


def test_equal_scores_count_half_and_one_outcome_is_refused() -> None:
    assert measures.auc([1, 0, 1, 0], [1, 1, 1, 1]).value == 0.5
    # Perfect order of 6 and 6: DeLong's variance is 0, the rule of three says 1 − 3/6.
    perfect = measures.auc([1] * 6 + [0] * 6, range(12, 0, -1))
    assert (perfect.value, perfect.low) == (1, 0.5)
    with pytest.raises(ValueError, match="both"):
        measures.auc([1, 1], [0.2, 0.3])


def test_brier_and_log_loss_by_hand() -> None:
    # (0.2² + 0.4²) / 2 = 0.1; −(ln 0.8 + ln 0.6) / 2
    chances = np.array([0.8, 0.4])
    assert measures.brier([1, 0], chances) == pytest.approx(0.1)
    assert measures.log_loss(np.array([1, 0]), chances) == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)


def test_a_key_keeps_its_part() -> None:
    held, folds = measures.parts([*(str(n) for n in range(2000)), "7", "7"])
    assert held[7] == held[2000] == held[2001]
    assert folds[7] == folds[2000]
    assert 0.17 < held.mean() < 0.23
    assert set(folds.tolist()) == {0, 1, 2, 3, 4}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), min_size=2, max_size=40))
def test_auc_counts_pairs(rows: list[tuple[int, int]]) -> None:
    won, lost = [s for w, s in rows if w], [s for w, s in rows if not w]
    if not won or not lost:
        return
    found = measures.auc([w for w, _s in rows], [float(s) for _w, s in rows])
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in won for b in lost]
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert 0 <= found.low <= found.value <= found.high <= 1


# -- Fields ------------------------------------------------------------------------------------------------------------


def test_calibration_cuts_like_chances_into_groups() -> None:
    # 30 leads in order of their chance: of ten at 0.1 one was won, of ten at 0.5 five, of ten at 0.9 all.
    won = [1, *[0] * 9, *[1] * 5, *[0] * 5, *[1] * 10]
    found = measures.calibration(won, [0.1] * 10 + [0.5] * 10 + [0.9] * 10)
    assert [(g.count, round(g.chance, 6), g.won) for g in found] == [(10, 0.1, 0.1), (10, 0.5, 0.5), (10, 0.9, 1.0)]
    assert [g.count for g in measures.calibration([1, 0, 1], [0.2, 0.1, 0.3])] == [3]


def test_rare_and_unseen_levels_are_folded_and_missing_is_one() -> None:
    coding = fields.learn("source", CATEGORY, ["web"] * 30 + ["fair"] * 25 + ["once"] * 3 + [None] * 2)
    assert coding is not None
    assert coding.levels == ("fair", "web")
    assert coding.codes(["fair", "web", "once", "never seen", "", None, math.nan]).tolist() == [2, 3, 1, 1, 0, 0, 0]


def test_numbers_stay_and_odd_ones_are_missing() -> None:
    coding = fields.learn("visits", NUMBER, [1, 2, "3", None])
    assert coding is not None
    found = coding.codes([4, "5.5", "many", math.inf, 10**400, 1e300, None])
    assert found[:2].tolist() == [4, 5.5]
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize(("kind", "values"), [(NUMBER, [3, 3, 3]), (NUMBER, ["", None]), (CATEGORY, ["x"] * 40)])
def test_what_says_the_same_of_all_is_no_field(kind: str, values: list[Any]) -> None:
    assert fields.learn("it", kind, values) is None


def test_kinds_are_told_from_the_answers() -> None:
    assert fields.kind_of([str(n) for n in range(20)]) == NUMBER
    assert fields.kind_of([*"0101010101", ""]) == CATEGORY
    assert fields.kind_of([f"c{n}" for n in range(20)]) == CATEGORY


def test_roundness_counts_digits_and_zeros() -> None:
    # 12 300.00 is 1230000 hundredths: 3 digits, 4 zeros. 99.95: 4 digits, none.
    assert models.roundness(np.array([12_300, 99.95, 0, -5, math.nan])).tolist() == [
        [3, 4], [4, 0], [-1, -1], [-1, -1], [-1, -1],
    ]  # fmt: skip


def test_shares_of_figures_are_shrunk_by_hand() -> None:
    # 50 won 3 of 4, 70 won 1 of 4; all: 1/2. Within (3·1/4 + 1·3/4)/(8 − 2) = 1/4; between, with n₀ = 4:
    # ((4·1/16 + 4·1/16)/1 − 1/4)/4 = 1/16. k = 4: (3 + 4/2)/(4 + 4) = 0.625 and 0.375; unseen: 0.5.
    shares = models.Shares.learn(np.array([50.0, 70] * 4), np.array([1, 1, 1, 0, 1, 0, 0, 0]))
    assert shares.of(np.array([50.0, 70, 60])).tolist() == [0.625, 0.375, 0.5]


# -- Leaks -------------------------------------------------------------------------------------------------------------


def test_fields_that_know_the_outcome_are_left_out_and_named() -> None:
    _columns, outcomes = closed_leads(800)
    some = random.Random(1)
    more = {
        "remark": ["later"] * 800,
        "reason lost": ["price" if not won and n % 3 else None for n, won in enumerate(outcomes)],
        "status": ["happy" if won == (some.random() < 0.97) else "sad" for won in outcomes],
        "closed by": [some.choice(["Li", "Wang"]) for _ in outcomes],
        "same": ["x"] * 800,
    }
    opened = {name: ["fair"] * 60 for name in [*KINDS, *more]} | {"closed by": [None] * 60}
    found = training.train(question(800, more=more, opened=opened, after_outcome=["remark"])).report
    assert {one.field: one.reason for one in found.left_out} == {
        "remark": leaks.GIVEN,
        "reason lost": leaks.ONE_OUTCOME,
        "status": leaks.SEPARATES,
        "closed by": leaks.CLOSED_ONLY,
        "same": leaks.CONSTANT,
    }
    assert found.used == ("source", "visits", "city")


def test_many_levels_do_not_pass_for_the_outcome() -> None:
    _columns, outcomes = closed_leads(800)
    found = training.train(question(800, more={"id": [f"L{n}" for n in range(800)]})).report
    assert [(one.field, one.reason) for one in found.left_out] == [("id", leaks.CONSTANT)]
    assert len(outcomes) == 800


# -- Training ----------------------------------------------------------------------------------------------------------


def test_a_score_is_trained_measured_and_calibrated(trained: Answer) -> None:
    report = trained.report
    assert (report.verdict, report.model, report.used) == (training.TRAINED, models.LOGISTIC, tuple(KINDS))
    assert report.auc is not None
    assert report.auc_low is not None
    assert 0.75 < report.auc_low + 0.1 < report.auc + 0.1 < 1
    assert report.brier is not None
    assert report.base_brier is not None
    assert report.brier < report.base_brier
    assert 100 < report.held_out < 220


def test_points_add_up_to_the_score(trained: Answer) -> None:
    good, bad, unknown = trained.scores
    assert good.score > 70 > 30 > bad.score
    assert dict(good.points)["source"] > 0 > dict(bad.points)["source"]
    for one in (good, bad, unknown):
        assert one.base + sum(points for _name, points in one.points) == one.score
        assert one.score == math.floor(100 * one.chance + 0.5)
        assert all(points for _name, points in one.points)


@pytest.mark.parametrize("count", [0, 12, 60])
def test_a_dozen_deals_train_nothing(count: int) -> None:
    found = training.train(question(count))
    assert (found.report.verdict, found.scores, found.report.auc) == (training.FEW, (), None)
    assert found.report.closed == count


def test_without_signal_there_is_no_score() -> None:
    found = training.train(question(500, strength=0.0))
    assert (found.report.verdict, found.scores) == (training.NO_SIGNAL, ())
    assert found.report.auc_low is not None
    assert found.report.auc_low <= 0.5


def test_without_fields_there_is_no_score() -> None:
    assert training.train(question(300, after_outcome=list(KINDS))).report.verdict == training.NO_FIELDS


@pytest.mark.parametrize("wrong", [{"outcomes": [2] * 5}, {"keys": ["a"]}, {"kinds": {"source": "colour"}}])
def test_a_question_without_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"length|outcome|number"):
        training.train(question(5, **wrong))


def test_boosting_finds_what_goes_together_and_what_a_figure_means() -> None:
    # Won where the category is a and the amount not round, or b and round: neither alone says anything.
    from threadpoolctl import threadpool_limits

    chance = random.Random(2)
    rows = [(chance.choice([2, 3]), chance.choice([1000.0, 2000.0, 1234.5, 2345.6])) for _ in range(600)]
    won = np.array([int((kind == 2) == (amount % 10 > 0)) for kind, amount in rows])
    codings = [fields.Coding("kind", CATEGORY, ("a", "b")), fields.Coding("amount", NUMBER, low=0, high=3000)]
    table, folds = np.array(rows, dtype=np.float64), np.arange(600) % 5
    with threadpool_limits(1):
        made = models.Boosting(codings, 4, knows_figures=True)
        made.fit(table[:400], won[:400], folds[:400])
        assert measures.auc(won[400:], made.log_odds(table[400:])).value > 0.95


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 1000))
def test_credits_add_up_for_any_model(width: int, count: int, seed: int) -> None:
    noise = np.random.default_rng(seed)
    slopes, twist = noise.normal(size=width), noise.normal(size=(width, width))
    known, wanted = noise.normal(size=(50, width)), noise.normal(size=(count, width))

    def chances(table: Any) -> Any:
        return 1 / (1 + np.exp(-(table @ slopes + ((table @ twist) * table).sum(axis=1))))

    for one in explaining.explain([str(n) for n in range(width)], wanted, known, chances):
        assert one.base + sum(points for _name, points in one.points) == one.score


# -- Its own process ---------------------------------------------------------------------------------------------------


def test_the_process_answers_as_training_does(trained: Answer) -> None:
    found = lead_models.train(question(800))
    assert found.report.auc == pytest.approx(trained.report.auc, abs=1e-3)
    assert (found.report.verdict, found.report.used) == (trained.report.verdict, trained.report.used)
    assert [one.score for one in found.scores] == [one.score for one in trained.scores]


def test_what_goes_wrong_in_the_process_is_told() -> None:
    assert worker.answer({"kinds": {}})["error"].startswith("TypeError")
    with pytest.raises(lead_models.CannotTrain, match="longer"):
        lead_models.train(question(5), seconds=0.01)


def test_the_process_ends_when_the_one_that_asked_is_gone() -> None:
    # It waits for a question that never comes; the number is not that of its parent.
    with subprocess.Popen([sys.executable, "-m", lead_models.WORKER, "1"], stdin=subprocess.PIPE) as made:
        assert made.wait(timeout=120) == 1


def test_the_web_server_does_not_load_scikit_learn() -> None:
    code = "import sys, yanzhen.crm.services.lead_models; sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
