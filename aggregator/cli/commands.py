"""All commands under one name. What a command needs is imported when it is called: `check` starts no database."""

from importlib import import_module

import click

_MODULES = {
    "run": "run",
    "web": "web",
    "worker": "worker",
    "scheduler": "worker",
    "demo": "demo",
    "poll": "operate",
    "check": "check",
    "confirm": "operate",
    "explain": "operate",
    "diff": "diff",
    "status": "operate",
    "import-opml": "opml",
    "export-opml": "opml",
    "add": "add",
    "fetch": "inspect",
    "record": "record",
    "quarantine": "quarantine",
    "migrate-store": "migrate_store",
    "reindex": "reindex",
}


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _MODULES:
            return None
        module = import_module(f"aggregator.cli.{_MODULES[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="aggregator")
def main() -> None:
    """A regional news wire: polls sources, groups entries by topic, serves feeds and pages."""
