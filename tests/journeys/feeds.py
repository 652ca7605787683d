"""Small feeds, written as publishers write them."""

from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.values import NOW


def item(
    number: int, *, guid: str | None = None, link: str | None = None, title: str = "", at: datetime = NOW
) -> str:
    """One RSS item, an hour older for each number."""
    link = link or f"https://palpres.example/read/{number}/berita-{number}"
    guid = (
        f"<guid isPermaLink='false'>{escape(guid if guid is not None else f'id-{number}')}</guid>"
        if guid != ""
        else ""
    )
    title = escape(title or f"KPU Sumsel tetapkan pasangan nomor {number}")
    date = format_datetime(at - timedelta(hours=number))
    return (
        f"<item><title>{title}</title><link>{escape(link)}</link>{guid}<pubDate>{date}</pubDate>"
        f"<description>Isi berita {number} tentang Pilkada.</description></item>"
    )


def rss(*items: str, title: str = "Palpres") -> bytes:
    """An RSS 2.0 document."""
    head = f"<rss version='2.0'><channel><title>{title}</title><link>https://palpres.example/</link>"
    return (
        f"<?xml version='1.0' encoding='utf-8'?>{head}<description/>{''.join(items)}</channel></rss>".encode()
    )
