"""Trains the model score of leads in a process of its own, which has neither database nor secrets.

The web server never loads scikit-learn. The process takes one core (`OMP_NUM_THREADS=1`: on few cores histogram
boosting is twenty times slower with more threads than that) and is ended when it takes too long.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from yanzhen.crm.calc.lead_scores.explaining import Explained
from yanzhen.crm.calc.lead_scores.leaks import LeftOut
from yanzhen.crm.calc.lead_scores.measures import Group
from yanzhen.crm.calc.lead_scores.training import Answer, Candidate, Question, Report
from yanzhen.platform import processes

WORKER = "yanzhen.crm.calc.lead_scores.worker"
SECONDS = 900.0
"""For training and scoring; 54,667 closed leads took 17 on a quiet core."""


class CannotTrain(RuntimeError):
    """The process ended, took too long, or refused the question; the message says which."""


def train(question: Question, *, seconds: float = SECONDS) -> Answer:
    """Train, measure and score in a process of its own. CannotTrain when that fails."""
    try:
        made = subprocess.run(
            [sys.executable, "-P", "-m", WORKER, str(os.getpid())],
            input=json.dumps(asdict(question)),
            capture_output=True,
            text=True,
            timeout=seconds,
            env=processes.single_threaded(),
            cwd="/" if os.name == "posix" else None,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotTrain(f"took longer than {seconds:.0f} seconds") from error
    except OSError as error:
        raise CannotTrain(str(error)) from error
    if made.returncode:
        raise CannotTrain(f"ended with {made.returncode}: {made.stderr[-200:]}")
    return _read(json.loads(made.stdout))


def _read(answer: dict[str, Any]) -> Answer:
    if "error" in answer:
        raise CannotTrain(answer["error"])
    made = answer["answer"]
    report: dict[str, Any] = made["report"]
    return Answer(
        Report(
            **report
            | {
                "candidates": tuple(Candidate(**one) for one in report["candidates"]),
                "used": tuple(report["used"]),
                "left_out": tuple(LeftOut(**one) for one in report["left_out"]),
                "calibration": tuple(Group(**one) for one in report["calibration"]),
            }
        ),
        tuple(Explained(**one | {"points": tuple((n, p) for n, p in one["points"])}) for one in made["scores"]),
    )
