"""The commands by their names."""

import click
from click.testing import CliRunner

from aggregator.cli.commands import main


def test_every_command_that_is_listed_is_there_and_says_what_it_does() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_an_unknown_command_is_an_error() -> None:
    result = CliRunner().invoke(main, ["jalan"])
    assert result.exit_code == 2
    assert "No such command 'jalan'" in result.output
