"""Every act that planning writes into the trail can be read there."""

import ast
from collections.abc import Iterator
from pathlib import Path

from yanzhen.planning import services
from yanzhen.platform import timeline
from yanzhen.platform.pages import nouns


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to: "a", or "a" if … else "b"."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _verbs(source: ast.Module) -> Iterator[str]:
    """Verbs given by name, as the second argument of `audit.record`, and kinds of acts on a board."""
    for node in ast.walk(source):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            before = {"kind": "board_", "verb": ""}.get(node.targets[0].id)
            yield from (f"{before}{text}" for text in _constants(node.value) if before is not None)
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        for given in node.keywords:
            if given.arg == "verb" or (given.arg == "kind" and called in {"acted", "_turned"}):
                yield from (f"{'board_' if given.arg == 'kind' else ''}{text}" for text in _constants(given.value))
        if called == "audit.record":
            yield from _constants(node.args[1])


def test_every_verb_of_planning_has_words() -> None:
    nouns.all_nouns()
    folder = Path(next(iter(services.__path__)))
    found = {verb for path in folder.glob("*.py") for verb in _verbs(ast.parse(path.read_text(encoding="utf-8")))}
    assert {"board_put", "board_unlock", "board_undo", "move_plan", "made_forecast", "stop_forecast"} <= found
    assert found - set(timeline.VERBS) == set()
