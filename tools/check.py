"""`make test`: every check that CI runs, one stage after the other; a failure does not hide the next one.

./run test              all stages
./run test APP=crm      only that app's tests, on SQLite
./run test slow         the long ones: kills under writes, ten thousand broken files; on both databases
./run test fmt          format and fix instead of checking
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from private_postgres import NoPostgres, private_postgres

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
NOT_SLOW = "not browser and not slow"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOSING = re.compile(r"^=+ .*\b(passed|failed|error|errors|skipped|no tests ran|deselected)\b.* =+$")
_FAILURE = re.compile(r"^(FAILED|ERROR) \S")
FEW = 5
"""So many failures of one stage may be an affair of a crowded machine; more are an affair of the product."""


@dataclass
class Stage:
    """What one stage came to."""

    name: str
    seconds: float
    passed: bool
    closing: str = ""
    failures: list[str] = field(default_factory=list)


@dataclass
class Run:
    """All stages so far, and the environment they share."""

    surroundings: dict[str, str]
    stages: list[Stage] = field(default_factory=list)

    def stage(self, name: str, *command: str | Path, url: str = "") -> bool:
        """Run a command, show its output as it comes, and note how it ended."""
        print(f"\n━━ {name}", flush=True)
        start, closing = time.monotonic(), ""
        failures: list[str] = []
        surroundings = {**self.surroundings, "DATABASE_URL": url}
        with subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                plain = _COLOUR.sub("", line).strip()
                closing = plain if _CLOSING.match(plain) else closing
                if _FAILURE.match(plain):
                    failures.append(plain)
                elif failures and not closing:
                    failures[-1] += f" | {plain}"  # a message of several lines
        self.stages.append(Stage(name, time.monotonic() - start, process.returncode == 0, closing, failures))
        return self.stages[-1].passed

    def tests(self, name: str, *chosen: str, url: str = "") -> bool:
        """Tests in several processes. A few that failed are told once more, one after the other.

        What passes only then does not fail the run, but the summary names it with what it said: it is to be mended.
        """
        # Whole files go to one process, so that a module's data is made once. A third process works while two wait.
        pytest = [PYTHON, "-m", "pytest", "--no-header", "-o", f"cache_dir={self.surroundings['YANZHEN_VAR']}/{name}"]
        many = ["--durations", "15", "-n", str((os.cpu_count() or 1) + 1)]
        many += ["--dist", "loadfile", "--no-loadscope-reorder"]  # as testing.py orders them: the long ones first
        if self.stage(name, *pytest, *many, *chosen, url=url):
            return True
        first = self.stages[-1]
        if not 0 < len(first.failures) <= FEW:
            return False
        first.passed = self.stage(f"{name}, once more", *pytest, "--last-failed", *chosen, url=url)
        return first.passed

    def note(self, name: str, seconds: float, passed: bool) -> bool:
        """Keep a result for the summary."""
        self.stages.append(Stage(name, seconds, passed))
        return passed

    def summary(self) -> int:
        """One line a stage; the exit code of the whole."""
        print("\n━━ Summary", flush=True)
        for stage in self.stages:
            print(f"{'ok  ' if stage.passed else 'FAIL'}  {stage.seconds:7.1f} s  {stage.name}")
        for stage in self.stages:
            if stage.closing:
                print(f"{stage.name}:\n{stage.closing}")
        for stage in self.stages:
            if stage.failures:
                print(f"{'Passed only when told once more' if stage.passed else 'Failed'} in {stage.name}:")
                print(*(failure[:600] for failure in stage.failures[:20]), sep="\n")
        failed = [stage.name for stage in self.stages if not stage.passed]
        print("Failed: " + ", ".join(failed) if failed else "All stages passed.", flush=True)
        return 1 if failed else 0


def clean_environment(folder: str) -> dict[str, str]:
    """No setting of the caller reaches the checks, and nothing they write stays."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "GRANIAN_"))}
    kept.pop("DATABASE_URL", None)
    kept.pop("DATABASE_URL_FILE", None)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    today = str(date.today().toordinal())  # by which the sweeps take turns
    return {
        **kept,
        "YANZHEN_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "yanzhen.config.settings",
        "PYTHONUTF8": "1",
        "YANZHEN_TEST_DAY": today,
    }


@contextmanager
def ground_laid(run: Run, folder: Path) -> Iterator[None]:
    """Meanwhile found the sample company of the browser's stories; if it fails, they do it themselves and say why."""
    code = f"from pathlib import Path; from tests.browser.conftest import lay; lay(Path({str(folder)!r}))"
    process = subprocess.Popen(
        [PYTHON, "-c", code], cwd=ROOT, env={**run.surroundings, "DATABASE_URL": ""}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
        if process.wait() == 0:
            run.surroundings["YANZHEN_TEST_GROUND"] = str(folder)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def static_checks(run: Run) -> None:
    """All that needs no test database."""
    manage = [PYTHON, "-m", "django"]
    run.stage("format", BIN / "ruff", "format", "--check", ".")
    run.stage("lint", BIN / "ruff", "check", ".")
    run.stage("templates", BIN / "djlint", "src", "--lint", "--quiet")
    run.stage("types", BIN / "mypy", "--cache-dir", os.devnull)
    run.stage("contracts", BIN / "lint-imports")
    run.stage("system check", *manage, "check", "--fail-level", "WARNING")
    run.stage("migrations", *manage, "makemigrations", "--check", "--dry-run")
    run.stage("translations", PYTHON, "tools/translations.py", "check")


def tests(run: Run) -> None:
    """The same tests on both databases, and the browser's once."""
    run.tests("tests on SQLite", "-m", NOT_SLOW)
    run.tests("tests in the browser", "-m", "browser and not slow", "tests/browser")
    start = time.monotonic()
    try:
        with private_postgres() as url:
            run.tests("tests on PostgreSQL", "-m", f"{NOT_SLOW} and not once", url=url)
    except NoPostgres as error:
        print(error)
        run.note("tests on PostgreSQL", time.monotonic() - start, False)


def prepare(run: Run) -> bool:
    """System packages, browser packages, icons and translations."""
    complete = run.stage("system packages", PYTHON, "tools/system_packages.py")
    made = run.stage(
        "browser packages", PYTHON, "-c", "from yanzhen.config import prepare; prepare.ensure(collect=False)"
    )
    return complete and made


def one_app(run: Run, app: str) -> None:
    """The tests below one app's folder."""
    folder = ROOT / "src" / "yanzhen" / app
    if not folder.is_dir():
        print(f"There is no app {app!r}.")
        run.note(f"tests of {app}", 0, False)
        return
    across = sorted((ROOT / "tests").glob(f"**/test_{app}*.py"))
    run.stage(f"tests of {app}", PYTHON, "-m", "pytest", "--no-header", "-m", NOT_SLOW, folder, *across)


def slow(run: Run) -> None:
    """What takes too long for every run."""
    pytest = [PYTHON, "-m", "pytest", "--no-header", "-m"]
    run.stage("slow tests on SQLite", *pytest, "slow")
    with private_postgres() as url:
        run.stage("slow tests on PostgreSQL", *pytest, "slow and not once", url=url)


def fmt() -> int:
    """Format and fix."""
    subprocess.run([BIN / "ruff", "check", "--fix", "."], cwd=ROOT, check=False)
    return subprocess.run([BIN / "ruff", "format", "."], cwd=ROOT, check=False).returncode


def _leave(*_: object) -> None:
    raise SystemExit(143)


def main() -> int:
    """Pick what is asked for."""
    signal.signal(signal.SIGTERM, _leave)
    arguments = [argument for argument in sys.argv[1:] if argument]
    if arguments == ["fmt"]:
        return fmt()
    apps = [argument.removeprefix("APP=") for argument in arguments if argument.startswith("APP=")]
    if len(apps) != len(arguments) and arguments != ["slow"]:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="yanzhen-check-") as folder:
        run = Run(clean_environment(folder) | {"YANZHEN_UV": os.environ.get("YANZHEN_UV", "")})
        if arguments == ["slow"]:
            slow(run)
        elif apps:
            for app in apps:
                one_app(run, app)
        else:
            prepare(run)
            with ground_laid(run, Path(folder) / "ground"):
                static_checks(run)
            tests(run)
        return run.summary()


if __name__ == "__main__":
    sys.exit(main())
