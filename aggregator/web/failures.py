"""Why a source could not be read, in words for readers and operators: what is wrong, and what to do.

The codes are those of `aggregator.errors`; a test collects them from the code and misses none here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A class of failure in words: what is wrong, and what to do about it."""

    what: str
    remedy: str


_PATIENCE = "Biasanya pulih sendiri; kami mencoba lagi secara berkala."
_NEW_ADDRESS = "Cari alamat umpan yang baru di situs koran itu, lalu perbarui `url` sumber ini."
_TELL_PUBLISHER = "Beri tahu redaksi koran itu: kesalahan ada di server mereka."
_SELECTORS = "Tata letak halamannya mungkin berubah: perbarui `page` sumber ini."

_BY_CODE = {
    "address_refused": Failure(
        "Alamatnya menuju jaringan privat yang tidak boleh dihubungi.",
        "Periksa `url`. Bila memang dimaksud, izinkan di `network.allow`.",
    ),
    "asked_to_wait": Failure(
        "Server koran ini, atau koran lain di server yang sama, meminta kami menunggu.", _PATIENCE
    ),
    "bad_encoding": Failure("Isi jawaban dimampatkan dengan cara yang rusak.", _TELL_PUBLISHER),
    "bad_http": Failure("Server menjawab, tetapi bukan dengan HTTP yang benar.", _TELL_PUBLISHER),
    "bad_redirect": Failure("Server mengalihkan ke alamat yang tidak sah.", _NEW_ADDRESS),
    "bad_url": Failure("Alamatnya bukan URL yang dapat diambil.", "Perbaiki `url` sumber ini."),
    "connect": Failure("Server tidak dapat dihubungi.", _PATIENCE),
    "dns": Failure(
        "Nama situsnya tidak ditemukan.",
        "Periksa ejaan `url` dan koneksi jaringan kita; mungkin domainnya sudah tidak aktif.",
    ),
    "empty": Failure("Server menjawab tanpa isi apa pun.", _PATIENCE),
    "headers_too_large": Failure("Kepala jawaban server terlalu besar.", _TELL_PUBLISHER),
    "html": Failure(
        "Yang datang halaman web, bukan umpan berita.",
        "Mungkin situsnya sedang dirawat. Bila menetap, cari alamat umpan yang baru, "
        "atau tulis `kind: page` bila halaman itulah sumbernya.",
    ),
    "internal": Failure(
        "Ada kesalahan di pihak kami.", "Lihat catatan (log) pada waktu kejadian dan laporkan sebagai bug."
    ),
    "no_article": Failure(
        "Di halamannya tidak ditemukan artikel.", "Periksa alamatnya di peramban; mungkin artikelnya sudah dihapus."
    ),
    "no_listing": Failure("Di halamannya tidak ditemukan daftar berita.", _SELECTORS),
    "not_a_feed": Failure("Jawabannya bukan umpan berita.", _NEW_ADDRESS),
    "not_a_sitemap": Failure("Jawabannya bukan peta situs berita.", _NEW_ADDRESS),
    "not_opml": Failure("Berkasnya bukan OPML.", "Periksa berkas yang diimpor."),
    "robots": Failure(
        "robots.txt situs itu melarang halamannya dibaca program.",
        "Minta izin kepada redaksinya, atau pakai umpan (feed) koran itu bila ada.",
    ),
    "parser_failed": Failure(
        "Isinya tidak dapat dibaca oleh program kami.", "Lihat catatan (log) dan laporkan sebagai bug."
    ),
    "parser_killed": Failure(
        "Isinya membuat program pembaca berhenti.", "Setelah dua kali, sumber ini hanya dicoba sekali sehari."
    ),
    "parser_memory": Failure("Isinya memerlukan terlalu banyak memori.", "Naikkan `limits.parse_memory` bila wajar."),
    "parser_timeout": Failure("Isinya terlalu lama dibaca.", "Naikkan `limits.parse_time` bila wajar."),
    "selector_empty": Failure("Pola halaman tidak menemukan satu berita pun.", _SELECTORS),
    "selector_invalid": Failure("Pola halaman bukan CSS yang sah.", "Perbaiki `page` sumber ini."),
    "store": Failure(
        "Basis data menolak menyimpan.", "Periksa ruang cakram dan basis data; kami mencoba lagi secara berkala."
    ),
    "timed_out": Failure("Server tidak menjawab tuntas pada waktunya.", _PATIENCE),
    "tls": Failure("Sambungan aman (TLS) gagal; sertifikatnya mungkin kedaluwarsa.", _TELL_PUBLISHER),
    "too_large": Failure("Isi jawabannya terlalu besar.", "Naikkan `limits.body` bila wajar."),
    "too_many_redirects": Failure("Server mengalihkan terlalu banyak kali.", _NEW_ADDRESS),
    "truncated": Failure("Jawabannya terputus di tengah jalan.", _PATIENCE),
    "unexpected_304": Failure("Server bilang “tidak berubah”, padahal kami baru pertama bertanya.", _TELL_PUBLISHER),
}  # fmt: skip

UNREACHED = frozenset({"connect", "dns", "timed_out"})
"""Codes of failures that a network of ours which is down would cause for every source."""

_BY_STATUS = {
    401: Failure("Server meminta kata sandi.", "Tulis pengguna dan kata sandi di `url`, atau cari umpan yang terbuka."),
    403: Failure("Server melarang kami membaca.", "Hubungi redaksinya dan minta izin bagi User-Agent kami."),
    404: Failure("Umpannya tidak ada lagi di alamat itu.", _NEW_ADDRESS),
    410: Failure("Umpannya sudah dihapus oleh koran itu.", "Hapus sumber ini, atau cari alamat umpan yang baru."),
    429: Failure("Server menilai kami terlalu sering bertanya.", "Perpanjang `interval` sumber ini."),
    451: Failure("Isinya ditutup atas alasan hukum.", "Hapus sumber ini, atau hubungi redaksinya."),
}  # fmt: skip
_SERVER_ERROR = Failure("Server koran itu sedang bermasalah.", _PATIENCE)
_REFUSAL = Failure("Server menolak permintaan kami.", _NEW_ADDRESS)
_ODD_STATUS = Failure("Server menjawab dengan status yang tidak biasa.", _NEW_ADDRESS)
_UNKNOWN = Failure("Sumber ini tidak dapat dibaca.", "Lihat catatan (log) untuk rinciannya.")


def explain(code: str) -> Failure:
    """The words for a code; general ones for a code that is not known, as after a downgrade."""
    prefix, _, status = code.partition("_")
    if prefix == "http" and status.isdigit():
        return _of_status(int(status))
    return _BY_CODE.get(code, _UNKNOWN)


def _of_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return _SERVER_ERROR
    return _REFUSAL if status >= 400 else _ODD_STATUS
