"""A process that trains one score: a JSON question on its input, a JSON answer on its output.

scikit-learn is loaded here, never by the web server. It has no database and no secrets, may be killed at any time, and
ends by itself when the process that asked, whose number is its argument, is gone.
"""

import json
import os
import sys
import threading
import time
from dataclasses import asdict
from typing import Any

from yanzhen.crm.calc.lead_scores.training import Question, train


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """{"answer": {"report": …, "scores": […]}}, or {"error": why}; whatever goes wrong is told."""
    try:
        return {"answer": asdict(train(Question(**question)))}
    except Exception as error:  # the border of a process: whatever a library raises is answered, with its reason
        return {"error": f"{type(error).__name__}: {error}"}


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main() -> None:
    """Answer once; pages come first on the processor."""
    if os.name == "posix" and len(sys.argv) > 1:
        threading.Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
