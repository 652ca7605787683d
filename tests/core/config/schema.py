"""Rewrite config/feeds.schema.json from the shapes: python -m tests.core.config.schema."""

import json
from pathlib import Path

from aggregator.config import json_schema

if __name__ == "__main__":
    target = Path(__file__).parents[3] / "config" / "feeds.schema.json"
    target.write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
