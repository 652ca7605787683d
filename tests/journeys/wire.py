"""The whole wire in one process: a configuration, a database, real polls, and the web application in front."""

import asyncio
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from aggregator.cli.options import Options, open_polling_runtime, open_runtime
from aggregator.config import file_digest
from aggregator.model import Report
from aggregator.refresh import Poller
from aggregator.reload import adopt
from aggregator.store import meta
from aggregator.web import create_app


class Wire:
    """Polls and serves what `config` lists; every call opens and closes the store as a process would."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.config = folder / "feeds.yaml"
        self.options = Options(
            config=self.config,
            database_url=database_url or f"sqlite:///{folder}/wire.db",
            allow_addresses="127.0.0.0/8",
            site_url="https://kabar.example.org",
            host="127.0.0.1",
            port=8000,
        )

    def configure(self, sources: Iterable[tuple[str, str]], topics: str = "", head: str = "") -> None:
        """Writes a configuration with these (slug, url); topics and more are given as YAML."""
        lines = [f"  - {{slug: {slug}, title: {slug.title()}, url: '{url}'}}" for slug, url in sources]
        body = (
            "site: {title: Kabar Uji}\n" + head + (topics or _TOPICS) + "sources:\n" + "\n".join(lines) + "\n"
        )
        self.config.write_text(body, encoding="utf-8")

    def poll(self, *slugs: str) -> dict[str, Report]:
        """Polls the named sources, or all, due or not."""
        return asyncio.run(self._poll(slugs))

    async def _poll(self, slugs: tuple[str, ...]) -> dict[str, Report]:
        reports: dict[str, Report] = {}
        async with open_polling_runtime(self.options) as rt:
            await adopt(rt)
            poller = Poller(rt, lambda report: reports.update({report.source: report}))
            await poller.run_once(slugs or [source.slug for source in rt.settings.sources])
            await poller.close()
        return reports

    def confirm(self) -> None:
        """What `aggregator confirm` does."""
        with open_runtime(self.options) as rt, rt.store.write() as tx:
            meta.confirm(tx, file_digest(self.config))

    @contextmanager
    def web(self):
        """A client of the web application."""
        with open_runtime(self.options) as rt:
            client: FlaskClient = create_app(rt).test_client()
            yield client

    def get(self, path: str, **headers: str):
        """One answer of the web application."""
        with self.web() as client:
            return client.get(
                path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )


_TOPICS = """\
topics:
  - {slug: pilkada-2024, title: Pilkada 2024, match: {any: ["pilkada*", pilgub, KPU]}}
"""
