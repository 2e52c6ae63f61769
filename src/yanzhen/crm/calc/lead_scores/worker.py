"""A process that trains one score: a JSON question on its input, a JSON answer on its output.

scikit-learn is loaded here, never by the web server. It has no database and no secrets, and may be killed at any time.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from yanzhen.crm.calc.lead_scores.training import Question, train


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """{"answer": {"report": …, "scores": […]}}, or {"error": why}; whatever goes wrong is told."""
    try:
        return {"answer": asdict(train(Question(**question)))}
    except Exception as error:  # the border of a process: whatever a library raises is answered, with its reason
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer once; pages come first on the processor."""
    if hasattr(os, "nice"):
        os.nice(5)
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
