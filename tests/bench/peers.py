"""Other readers of feeds, run on the same newspapers in the same run: `reader` (PyPI) and sfeed (Debian).

Neither is among our dependencies. `reader` is installed into `var/bench-reader`, once, when it is asked for; sfeed is
run where the system has it.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

READER = Path("var/bench-reader")

Command = Callable[[Path, str, int], list[str]]
"""What polls all newspapers at a URL once, keeping what it stores in a folder."""


def peers() -> dict[str, Command]:
    """Those that can be run here, by name."""
    found: dict[str, Command] = {"reader": _reader}
    if shutil.which("sfeed_update"):
        found["sfeed"] = _sfeed
    return found


def _reader(folder: Path, url: str, feeds: int) -> list[str]:
    python = READER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", READER], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "reader", "sgmllib3k"], check=True)
    script = Path(__file__).with_name("beside_reader.py")
    return [str(python.absolute()), str(script), str(folder / "reader.db"), url, str(feeds)]


def _sfeed(folder: Path, url: str, feeds: int) -> list[str]:
    lines = "".join(f'\tfeed "koran-{number}" "{url}/{number:05}.xml"\n' for number in range(feeds))
    settings = folder / "sfeedrc"
    settings.write_text(f'sfeedpath="{folder}/sfeed"\nmaxjobs=16\nfeeds() {{\n{lines}}}\n')
    (folder / "sfeed").mkdir(exist_ok=True)
    return [sys.executable, "-m", "tests.bench.beside_sfeed", str(settings)]
