"""The files people gave to be imported, for as long as their jobs may still need them."""

import os
import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings

from yanzhen.platform.imports import reading

DAYS = 30
DAY = 24 * 3600


def files() -> Path:
    """The folder that holds one folder for each file that was given."""
    return Path(settings.VAR) / "imports" / "files"


def keep(path: Path) -> Path:
    """A file or folder that stays until its import is long over; what was received already stays where it is."""
    path = path.absolute()
    if path.is_relative_to(files()):
        return path
    folder = files() / uuid.uuid4().hex
    target = folder / path.name
    try:
        folder.mkdir(parents=True)
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            shutil.copyfile(path, target)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise reading.Unreadable(reading.of_system(path.name, error.errno, str(error))) from error
    os.utime(folder)
    return target


def sweep() -> int:
    """Remove files given long ago, and the rows read from files since yesterday."""
    until, gone = time.time() - DAYS * DAY, reading.sweep()
    for folder in files().glob("*"):
        try:
            if folder.stat().st_mtime < until:
                shutil.rmtree(folder)
                gone += 1
        except OSError:
            continue
    return gone
