"""A process that forecasts: a JSON request a line on its input, a JSON answer a line on its output.

Request: {"id", "values", "ahead", "is_simple", "holds_out", "floor"}; answer: {"id", "forecast": {…}} or {"id",
"error"}. It has no database and no secrets, and may be killed at any time.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from yanzhen.planning.calc.forecasting import forecast


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Forecast one series; whatever goes wrong is told."""
    try:
        made = forecast(
            request["values"],
            request["ahead"],
            is_simple=request.get("is_simple", False),
            holds_out=request.get("holds_out", True),
            floor=request.get("floor"),
        )
    except Exception as error:  # the border of a process: whatever a library raises is answered, with its reason
        return {"id": request.get("id"), "error": f"{type(error).__name__}: {error}"}
    return {"id": request["id"], "forecast": asdict(made)}


def main() -> None:
    """Answer until the input ends; pages come first on the processor."""
    if hasattr(os, "nice"):
        os.nice(5)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
