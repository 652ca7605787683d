"""record: the raw answers of chosen sources, in a folder that a test server replays."""

import asyncio
import json
import re
import sys
from datetime import datetime
from pathlib import Path

import click

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options, with_options
from aggregator.errors import FetchError
from aggregator.fetch import request_headers
from aggregator.http import Response
from aggregator.model import Source, Validators
from aggregator.runtime import PollingRuntime
from aggregator.urls import redact

_AT_ONCE = 8
_SECRET_FIELD = re.compile(r"cookie|auth|token|secret|session|api-?key|credential", re.IGNORECASE)


@click.command()
@with_options
@click.argument("slugs", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Each answer becomes SOURCE/TIME.body and SOURCE/TIME.json in there.",
)
def record(options: Options, slugs: tuple[str, ...], folder: Path) -> None:
    """Keep the answers of the named sources (default: all) as they came; nothing is read or stored.

    Bodies are kept byte for byte (unpacked); passwords, keys and cookies in addresses and headers are not kept.
    """
    failed = asyncio.run(_record(options, slugs, folder))
    if failed:
        sys.exit(1)


async def _record(options: Options, slugs: tuple[str, ...], folder: Path) -> bool:
    """Whether no source gave an answer."""
    limit = asyncio.Semaphore(_AT_ONCE)
    async with open_polling_runtime(options) as rt:
        sources = rt.settings.sources
        unknown = set(slugs) - {source.slug for source in sources}
        if unknown:
            raise click.BadParameter(f"no such source in {options.config}: {', '.join(sorted(unknown))}")
        chosen = [source for source in sources if source.slug in slugs or not slugs]

        async def one(source: Source) -> bool:
            async with limit:
                return await _keep(rt, source, folder / source.slug)

        kept = await asyncio.gather(*map(one, chosen))
    return bool(kept) and not any(kept)


async def _keep(rt: PollingRuntime, source: Source, folder: Path) -> bool:
    """Asks as a first poll does. The description is written last: where it is, the body is whole."""
    at = rt.now()
    said: dict[str, object] = {
        "source": source.slug,
        "url": redact(source.url),
        "requested_at": at.isoformat(),
    }
    file = folder / f"{at:%Y%m%dT%H%M%S-%fZ}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        response = await rt.http.get(source.url, request_headers(Validators(), source.kind))
    except FetchError as error:
        said |= {"error": error.code, "message": str(error)}
        click.echo(f"{source.slug}: {error.code}: {error}", err=True)
    else:
        said |= _description(response, rt.now())
        file.with_suffix(".body").write_bytes(response.body)
        click.echo(f"{source.slug}: {response.status}, {len(response.body)} bytes")
    file.with_suffix(".json").write_text(
        json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return "error" not in said


def _description(response: Response, at: datetime) -> dict[str, object]:
    return {
        "received_at": at.isoformat(),
        "status": response.status,
        "final_url": redact(response.url),
        "redirects": [[status, redact(url)] for status, url in response.via],
        "headers": public_headers(response),
    }


def public_headers(response: Response) -> list[tuple[str, str]]:
    """The header fields without what lets others in: cookies, credentials, keys in addresses."""
    return [
        (name, "***" if _SECRET_FIELD.search(name) else redact(value)) for name, value in response.headers
    ]
