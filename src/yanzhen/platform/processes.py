"""The surroundings of helper processes, which must know no secret of the system."""

import os

PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def bare_environment(*also: str) -> dict[str, str]:
    """What a program needs to start, and the variables named; neither keys nor addresses."""
    return {name: os.environ[name] for name in (*PASSED_ON, *also) if name in os.environ}


def single_threaded() -> dict[str, str]:
    """The bare environment for arithmetic on one core; libraries keep compiled code in the home folder."""
    return bare_environment("HOME") | {"PYTHONUTF8": "1", **dict.fromkeys(THREADS, "1")}
