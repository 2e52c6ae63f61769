"""splink at work: the records as a table in memory, the model learnt, the pairs scored.

Loaded by `matching.link` alone, since splink takes a moment to load.
"""

import logging
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa
import splink
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA
from splink.backends.duckdb import DuckDBAPI

from yanzhen.crm.calc import levels, suggesting, weighing
from yanzhen.crm.calc.book import ALONE, Book
from yanzhen.crm.calc.comparing import LEVELS, NUMBER, Kind
from yanzhen.crm.calc.linking import HARDLY

AT_RANDOM = 100_000
"""So many pairs are drawn blindly, to see how often different things agree."""
FEW = 200
"""Fewer records teach nothing: then what is usual stands for what would be learnt."""
LEARNT_FROM = (200, 200_000)
"""EM learns from blocks with so many pairs: fewer say nothing, of more a sample is enough."""
CROWDED = 30
"""A field on which each record agrees with more others than this is no block to learn from."""


def connected() -> duckdb.DuckDBPyConnection:
    """A database in memory that can count edits."""
    connection = duckdb.connect(":memory:")
    connection.create_function("edits", _edits, ["VARCHAR", "VARCHAR"], "INTEGER", type="arrow")  # type: ignore[call-overload]
    return connection


def _edits(ones: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.Array:
    return pa.array(process.cpdist(ones.to_pylist(), others.to_pylist(), scorer=OSA.distance, dtype=np.int32))


class Linker:
    """One linking of one book. Everything it holds is gone when it is left."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book, self.seed = book, seed
        self.connection = connected()
        self.database = DuckDBAPI(self.connection)
        self.records = self.database.register(table(book))
        self.rarest = ALONE / book.size
        self.compared = 0
        self._scored = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.remove_function("edits")
        self.connection.close()

    def learn(self) -> dict[str, tuple[float, ...]]:
        """Learn m and u, score all pairs that share a key, and answer with the weights by field."""
        weighed = self._learnt() if len(self.book.forms) >= FEW else self._weighed(None, is_trained=False)
        self._score([
            levels.comparison(f"f{at}", f.kind, one.m, one.u, self.rarest)
            for at, (f, one) in enumerate(zip(self.book.fields, weighed, strict=True))
        ])  # fmt: skip
        return {field.name: one.weights for field, one in zip(self.book.fields, weighed, strict=True)}

    def _learnt(self) -> list[weighing.Weighed]:
        beginning = [
            levels.comparison(f"f{at}", f.kind, levels.USUAL_M[f.kind], levels.usual_u(f.kind), self.rarest)
            for at, f in enumerate(self.book.fields)
        ]
        learner = self._linker(beginning)
        learner.training.estimate_u_using_random_sampling(max_pairs=AT_RANDOM, seed=self.seed)
        rules = [rule for at in range(len(self.book.fields)) if (rule := self._block(at))]
        for rule in rules:
            learner.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=LEARNT_FROM[1]
            )
        return self._weighed(learner.misc.save_model_to_json()["comparisons"], is_trained=len(rules) > 1)

    def scores(self) -> NDArray[np.float64]:
        """The scores of the pairs worth a look, without a prior, in bits."""
        columns = " + ".join(self._weight(at) for at in range(len(self.book.fields)))
        found = self.connection.execute(f"SELECT {columns} FROM {self._scored}").fetchnumpy()
        return np.asarray(next(iter(found.values())), dtype=np.float64)

    def found(self, least: float) -> list[tuple[Any, ...]]:
        """The pairs that score `least` bits at least without the prior: the places, by field level and weight."""
        fields = range(len(self.book.fields))
        columns = ", ".join(f"gamma_f{at}, {self._weight(at)}" for at in fields)
        score = " + ".join(self._weight(at) for at in fields)
        statement = f"SELECT unique_id_l, unique_id_r, {columns} FROM {self._scored} WHERE {score} >= ?"
        return self.connection.execute(statement, [least]).fetchall()

    def _weight(self, at: int) -> str:
        return f"(mw_f{at} + mw_tf_adj_f{at})"

    def _linker(self, comparisons: list[dict[str, Any]]) -> splink.Linker:
        between = "" if self.book.left is None else " AND l.side <> r.side"
        settings = splink.SettingsCreator(
            link_type="dedupe_only",
            comparisons=comparisons,  # type: ignore[arg-type]
            blocking_rules_to_generate_predictions=[
                {"blocking_rule": f"l.keys = r.keys{between}", "arrays_to_explode": ["keys"]}
            ],
            probability_two_random_records_match=min(0.5, 1 / max(2, len(self.book.forms))),
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
            max_iterations=100,
        )
        linker = splink.Linker(self.records, settings, log_level=logging.ERROR, validate_settings=False)
        for at in range(len(self.book.fields)):
            linker.table_management.register_term_frequency_lookup(self._frequencies(at), f"f{at}")
        return linker

    def _frequencies(self, at: int) -> Any:
        shares = self.book.shares(at)
        return self.database.register(pa.table({f"f{at}": list(shares), f"tf_f{at}": list(shares.values())}))

    def _block(self, at: int) -> str:
        """The rule by which EM learns from pairs that agree on a field; nothing where they are too few or too many."""
        pairs = sum(count * (count - 1) // 2 for count in self.book.counts(at).values())
        if not LEARNT_FROM[0] <= pairs <= CROWDED * len(self.book.forms):
            return ""
        return f"l.f{at} = r.f{at}" + ("" if self.book.left is None else " AND l.side <> r.side")

    def _weighed(self, learnt: list[dict[str, Any]] | None, *, is_trained: bool) -> list[weighing.Weighed]:
        found = []
        seen = min(AT_RANDOM, self.book.pairs) if learnt else 0
        for at, field in enumerate(self.book.fields):
            levels_of = learnt[at]["comparison_levels"] if learnt else []
            of = {level["label_for_charts"]: level for level in levels_of}
            rows = [of.get(name, {}) for name in LEVELS[field.kind]]
            m = [row.get("m_probability") if is_trained else None for row in rows]
            u = [row.get("u_probability") for row in rows]
            found.append(weighing.pooled(field.kind, m, u, self._same(at), seen))
        return found

    def _same(self, at: int) -> float:
        """How often two records have the same value of a field by chance."""
        shares, counts = self.book.shares(at), self.book.counts(at)
        total = sum(counts.values())
        return sum(count * shares[value] for value, count in counts.items()) / total if total else self.rarest

    def _score(self, comparisons: list[dict[str, Any]]) -> None:
        linker = self._linker(comparisons)
        blocked = linker.inference.compute_blocked_pairs_for_predict().physical_name
        [(self.compared,)] = self.connection.execute(f"SELECT count(*) FROM {blocked}").fetchall()
        self._scored = linker.inference.predict(threshold_match_weight=HARDLY, warning_mode="never").physical_name


def table(book: Book) -> pa.Table:
    columns: dict[str, Any] = {"unique_id": list(range(len(book.forms))), "keys": book.keys}
    if book.left is not None:
        columns["side"] = [int(at >= book.left) for at in range(len(book.forms))]
    for at, field in enumerate(book.fields):
        forms = [row[at] for row in book.forms]
        columns[f"f{at}"] = [form.replace(" ", "") or None for form in forms]
        if field.kind in (Kind.FIRM, Kind.TEXT):
            columns[f"f{at}_w"] = [sorted(form.split()) for form in forms]
        if field.kind is Kind.FIRM:
            columns[f"f{at}_s"] = [suggesting.sounds(form) for form in forms]
        if field.kind is Kind.ADDRESS:
            columns[f"f{at}_n"] = [NUMBER.findall(form) for form in forms]
    types = {"unique_id": pa.int64(), "side": pa.int8()}
    arrays = {
        name: pa.array(
            values,
            types.get(name) or (pa.list_(pa.string()) if name[-2:] in ("_w", "_n") or name == "keys" else pa.string()),
        )
        for name, values in columns.items()
    }
    return pa.table(arrays)
