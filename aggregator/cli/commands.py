"""All commands under one name."""

import click

from aggregator.cli import add, inspect, operate, quarantine, record, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="aggregator")
def main() -> None:
    """A regional news wire: polls sources, groups entries by topic, serves feeds and pages."""


for command in (
    *serve.COMMANDS,
    *operate.COMMANDS,
    *add.COMMANDS,
    *inspect.COMMANDS,
    *record.COMMANDS,
    *quarantine.COMMANDS,
):
    main.add_command(command)
