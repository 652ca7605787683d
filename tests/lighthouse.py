"""Lighthouse on the demo's front, topic and story pages, as on a phone: every category must reach 95.

python -m tests.lighthouse, or `make lighthouse`. It takes Lighthouse from npm, so it needs Node and the network, and is
no part of the tests: what it found is held by tests/edges/test_every_page.py.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.edges.browser import CHROMIUM
from tests.screenshots import PAGES, newsroom_site

LIGHTHOUSE = "lighthouse@12"
"""The last that runs on Node 20."""
LEAST = 95
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def main() -> int:
    """Prints the scores of every page and what cost points; 1 where a score is too low."""
    with newsroom_site() as room:
        reports = {page: audit(room.url(PAGES[page])) for page in ("front", "topic", "story")}
    for page, report in reports.items():
        print(page, *(f"{name} {score}" for name, score in scores(report).items()), sep="  ")
        print(*(f"    {lost}" for lost in losses(report)), sep="\n")
    return int(any(score < LEAST for report in reports.values() for score in scores(report).values()))


def audit(url: str) -> dict[str, Any]:
    """Lighthouse's report on a page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={file}"]
        environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
        subprocess.run([*command, f"--chrome-flags={_FLAGS}"], env=environment, check=True)
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """By category, of 100."""
    return {name: round(100 * category["score"]) for name, category in report["categories"].items()}


def losses(report: dict[str, Any]) -> list[str]:
    """The audits that count and are not full, with their measure."""
    counted = {
        one["id"] for kind in report["categories"].values() for one in kind["auditRefs"] if one["weight"]
    }
    told = (report["audits"][name] for name in sorted(counted))
    return [
        f"{one['id']}: {one.get('displayValue') or one['title']}" for one in told if (one["score"] or 0) < 1
    ]


if __name__ == "__main__":
    sys.exit(main())
