"""import-opml, export-opml: source lists of other programs, and for them."""

from pathlib import Path

import click

from aggregator.cli.options import Options, with_options, without_traceback
from aggregator.config import Site, load, slug_for, source_yaml
from aggregator.model import Kind, Source
from aggregator.parse.opml import parse_opml
from aggregator.publish import opml
from aggregator.urls import public_url


@click.command("import-opml")
@without_traceback
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def import_opml(file: Path) -> None:
    """Print the feeds of a subscription list as YAML, to paste under `sources:`."""
    known: set[str] = set()
    for feed in parse_opml(file.read_bytes()):
        slug = slug_for(feed.title or feed.url, known)
        known.add(slug)
        click.echo(source_yaml(Source(slug, feed.title or slug, feed.url), Site()), nl=False)


@click.command("export-opml")
@with_options
def export_opml(options: Options) -> None:
    """Print the configured sources that have a feed as OPML; pages and sitemaps mean nothing to a reader."""
    settings = load(options.config)
    feeds = [one for one in settings.sources if one.kind not in {Kind.PAGE, Kind.SITEMAP}]
    public = [one for one in feeds if public_url(one.url)]
    outlines = tuple(opml.Outline(one.title, one.url, language=one.language) for one in public)
    if len(public) < len(feeds):
        click.echo(
            f"Left out, for their address holds a key: {len(feeds) - len(public)} of {len(feeds)}.", err=True
        )
    click.echo(opml.render(settings.site.title, outlines), nl=False)
