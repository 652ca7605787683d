"""A page that is not ours, with an embed of ours in it: a school's, with the looks of its own."""

HOST = "http://sekolah.test"
_FRAMED = {
    "list": "?count=4",
    "cards": "?layout=cards&count=8&accent=1d6b36&font=sans",
    "compact": "?layout=compact&accent=1d6b36&font=humanist",
    "ticker": "?layout=ticker&accent=1d6b36&font=sans",
}
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 68rem; padding: 0 1.25rem 3rem; font: 1rem/1.6 "DejaVu Sans", Verdana, sans-serif; }
header { background: #1d6b36; color: #fff; margin: 0 -1.25rem 1.5rem; padding: 1.25rem; }
header p, h1 { margin: 0; }
h1 { font-size: 1.5rem; }
h2 { color: light-dark(#1d6b36, #8fd6a6); font-size: 1.25rem; }
.aside { display: grid; gap: 2rem; }
@media (min-width: 48rem) { .aside { grid-template-columns: 3fr 2fr; } }
"""
_STORY = """
<section><h2>Lomba karya tulis: memilih dengan mata terbuka</h2>
<p>Mulai pekan ini setiap kelas membaca berita pemilihan dari beberapa koran, membandingkan, dan menuliskan apa yang
sama dan apa yang berbeda. Karya terbaik dibacakan pada upacara bulan depan.</p>
<p>Bahan bacaannya ada di halaman ini dan memperbarui diri. Setiap judul membawa ke koran yang menulisnya.</p>
<h2>Jadwal</h2><p>Pengumpulan naskah paling lambat Jumat pukul 12.00, di ruang guru atau lewat wali kelas.</p></section>
"""


def host_page(layout: str, wire: str) -> str:
    """The page, with the embed in this layout, or as a `component`; `wire` is the address of the wire."""
    shown = f"<div>{_embed(layout, wire)}</div>"
    beside = layout in {"list", "compact", "component"}
    body = f'<div class="aside">{_STORY}{shown}</div>' if beside else f"{shown}{_STORY}"
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>Klub</title>"
    top = "<header><p>SMA Negeri Contoh Palembang</p><h1>Klub Jurnalistik</h1></header>"
    return f"<!doctype html><html lang=id><head>{head}<style>{_STYLE}</style></head><body>{top}{body}</body></html>"


def _embed(layout: str, wire: str) -> str:
    code = f'<script async src="{wire}/embed.js"></script>'
    if layout == "component":
        inner = f'<a href="{wire}/topics/pilkada-2024">Pilkada 2024</a>'
        return f'{code}<topic-feed topic="pilkada-2024" count="4" density="airy" radius="12">{inner}</topic-feed>'
    address = f"{wire}/embed/pilkada-2024{_FRAMED[layout]}"
    return f'{code}<iframe src="{address}" title="Pilkada 2024" width="100%" height="300" frameborder="0"></iframe>'
