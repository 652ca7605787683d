"""Commands, run as an operator does, in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from aggregator.cli.commands import main


def run(config: Path, *arguments: str) -> Result:
    """What a command printed and how it ended; its database is a file beside the configuration."""
    environment = {
        "AGGREGATOR_CONFIG": str(config),
        "AGGREGATOR_DATABASE_URL": f"sqlite:///{config.parent}/commands.db",
        "AGGREGATOR_ALLOW_ADDRESSES": "127.0.0.0/8",
    }
    return CliRunner(env=environment).invoke(main, arguments)
