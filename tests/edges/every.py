"""Every kind of page and of embed that readers meet, and a site on which each has something to show: some of it odd."""

from datetime import timedelta
from urllib.parse import urlencode

from werkzeug.routing import MapAdapter

from tests.edges.site import FEEDS_YAML, NOW, Site, news

YAML = FEEDS_YAML + '  - {slug: dingin, title: Belum Terbaca, url: "https://dingin.example/rss"}\n'

STORY = "/stories/banjir"
LONG_STORY = "/stories/tinggi"
MONTH = f"{NOW:%Y-%m}"
PAGES = {
    "front": "/",
    "all": "/all",
    "topic": "/topics/pilkada-2024",
    "topic without news": "/topics/kosong",
    "behind the last": "/all?before=0.a",
    "story": STORY,
    "story with an endless headline": LONG_STORY,
    "entry": "/stories/sendiri",
    "source": "/sources/palpres",
    "source in trouble": "/sources/antara",
    "source without news": "/sources/dingin",
    "sources": "/sources",
    "places": "/places",
    "place": "/places/palembang",
    "district": "/places/palembang/ilir-barat-satu",
    "search": "/search",
    "search that finds": "/search?q=palembang",
    "search that finds nothing": "/search?q=tidakadasamasekali",
    "search that nobody understands": "/search?" + urlencode({"q": "-"}),
    "archive": "/all/archive",
    "archive of a topic": "/topics/pilkada-2024/archive",
    "month": f"/all/archive/{MONTH}",
    "month of a source": f"/sources/palpres/archive/{MONTH}",
    "terpopuler": "/terpopuler",
    "pilihan": "/pilihan",
    "status": "/status",
    "about": "/about",
    "subscribe": "/langganan",
    "builder": "/embed",
    "builder with mistakes": "/embed?layout=cards&ink=zz&count=99",
    "invitation": "/topics/pilkada-2024.atom",
    "front in English": "/en/",
    "story in English": f"/en{STORY}",
    "status in English": "/en/status",
    "English refusal 404": "/en/nowhere",
    "refusal 404": "/nowhere",
    "refusal 400": "/all?before=x",
}
_TOPIC = "/embed/pilkada-2024"
EMBEDS = {
    **{layout: f"{_TOPIC}?layout={layout}&count=20" for layout in ("list", "cards", "compact", "ticker")},
    "English": f"{_TOPIC}?lang=en&density=airy&radius=24&font=humanist",
    "colours of the host": f"{_TOPIC}?layout=cards&paper=777777&accent=888888&count=9&sources=off",
    "bare": f"{_TOPIC}?images=off&density=tight&font=sans&theme=dark",
    "without news": "/embed/kosong",
    "refusal 404": "/embed/nowhere",
    "refusal 400": f"{_TOPIC}?count=99",
}
REFUSED = frozenset(
    {
        "search that nobody understands",
        "builder with mistakes",
        "refusal 404",
        "refusal 400",
        "English refusal 404",
    }
)
"""Those that are answered with a status from 400 on."""
FOR_PROGRAMS = frozenset(
    {
        "health.health", "metrics.metrics", "reporting.json", "reporting.atom", "feeds.ranking_feed", "feeds.archive",
        "feeds.subscriptions", "searching.feed", "searching.description", "sitemaps.robots", "sitemaps.index",
        "sitemaps.news", "sitemaps.pages", "sitemaps.sources", "sitemaps.stories", "assets.asset", "embeds.told",
        "embeds.data", "embeds.snippet", "embeds.oembed", "embeds.component", "embeds.frame", "websub.be_asked",
    }
)  # fmt: skip
"""What is asked for by GET and is no page."""
PICTURES = "cdn.example"
"""Where pictures are, of which some are broken."""


def endpoint_of(routes: MapAdapter, path: str) -> str:
    """What answers at this path."""
    return str(routes.match(path.partition("?")[0].removeprefix("/en"), "GET")[0])


def fill_with_everything(place: Site) -> None:
    """News for every page; with headlines without end, words of other scripts, broken pictures, and troubles."""
    place.answered("palpres", "antara", "baru")
    _fill_pages(place)
    broken = {"image": f"https://{PICTURES}/rusak.jpg"}
    endless = {"title": "Pemilihankepaladaerah" * 30, "summary": "tanpaspasi" * 300}
    arabic = {"title": "كتابة طويلة من اليمين إلى اليسار", "summary": "نص قصير", "language": "ar"}
    script = {"title": "<script>document.title='pwned'</script>", "summary": "<img src=x onerror=alert(1)>"}
    place.publish(
        news(1, guid="panjang", **endless),
        news(2, guid="kanan", **arabic, **broken),
        news(3, guid="kosong", title="", summary="", **broken),
        news(4, guid="naskah", **script),
        news(
            0, guid="sendiri", key="sendiri", story="sendiri", title="Air surut di Ilir Barat Satu, Palembang"
        ),
    )
    _tell(place, "banjir", "Banjir di Palembang", f"https://{PICTURES}/banjir.jpg")
    _tell(place, "tinggi", "Banjirpalembang" * 20, f"https://{PICTURES}/tinggi.jpg")
    place.failed("antara", "http_503", "antara.example:443: " + "galat" * 100)
    place._finish("palpres", last_success_at=NOW, last_new_at=NOW - timedelta(days=5))


def _fill_pages(place: Site) -> None:
    """More than a page of everything, and some of each of the other listings: long pages take long to look at."""
    for number in range(32):
        with_others = number % 4 == 0
        place.publish(
            news(
                number,
                source="palpres" if with_others else "baru",
                title=f"Kabar ke-{number} dari {'Palembang' if with_others else 'kota'}",
                topics=("pilkada-2024", "sumsel") if with_others else ("sumsel",) if number < 8 else (),
                image=f"https://{PICTURES}/{number}.jpg" if number % 3 == 0 else "",
            )
        )


def _tell(place: Site, key: str, title: str, image: str) -> None:
    """A story of three papers, of which the last reprints the first later on."""
    told = {"story": key, "title": title, "image": image}
    first = {"key": key, "id": f"https://b.example/{key}"}
    place.publish(
        news(5, guid=f"{key}1", url=f"https://palpres.example/{key}", **first, **told),
        news(4, guid=f"{key}2", url=f"https://antara.example/{key}", source="antara", follows=True, **told),
        news(3, guid=f"{key}3", url=f"https://baru.example/{key}", source="baru", follows=True, **told),
        news(
            2,
            guid=f"{key}4",
            url=f"https://baru.example/{key}/2",
            source="baru",
            follows=True,
            copy_of=key,
            **told,
        ),
    )
