"""What the tests need of the operating system: installs it where possible, else says exactly what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-cjk", "gettext", "libpango-1.0-0", "libpangoft2-1.0-0", "postgresql")


def postgres_folder() -> Path | None:
    """The folder of PostgreSQL's server programs, newest first; they are often not on PATH."""
    found = [
        folder.parent
        for pattern in ("usr/lib/postgresql/*/bin/initdb", "opt/homebrew/opt/postgresql*/bin/initdb")
        for folder in Path("/").glob(pattern)
    ]
    found.sort(key=lambda folder: int("".join(filter(str.isdigit, folder.parent.name)) or 0))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def browser() -> str | None:
    """The Chromium of the system."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def missing() -> list[str]:
    """Debian's names of what is not there."""
    if shutil.which("dpkg-query"):
        return [name for name in PACKAGES if not _installed(name)]
    lacking = []
    if not browser():
        lacking.append("chromium")
    if not shutil.which("xgettext"):
        lacking.append("gettext")
    if not postgres_folder():
        lacking.append("postgresql")
    return lacking


def _installed(name: str) -> bool:
    if (name == "chromium" and browser()) or (name == "postgresql" and postgres_folder()):
        return True
    done = subprocess.run(["dpkg-query", "-W", "-f=${Status}", name], capture_output=True, text=True, check=False)
    return done.stdout.endswith("ok installed")


def install() -> list[str]:
    """Install what is missing as root on Debian; answer with what still lacks."""
    lacking = missing()
    if not lacking:
        return []
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing", *lacking, flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking]
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    return missing()


def main() -> int:
    """Check, install, report."""
    lacking = install()
    if lacking:
        print("Missing:", *lacking)
        print("Debian and Ubuntu: sudo apt-get install --no-install-recommends", *lacking)
        return 1
    print("All there:", *PACKAGES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
