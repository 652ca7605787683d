"""Error pages in the same dress. They read nothing from the store: it may be what has failed."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.web.conneg import names_form, negotiate
from aggregator.web.frame import frame_of, render_page
from aggregator.web.parameters import ParameterError

_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error page says."""

    title: str
    text: str


_BY_STATUS = {
    400: Refusal(
        "Alamatnya tidak kami mengerti",
        "Ada yang keliru pada alamat halaman ini. Mulailah dari beranda, atau dari salah satu topik di bawah.",
    ),
    404: Refusal(
        "Halaman tidak ditemukan",
        "Mungkin alamatnya salah ketik, atau topik dan sumbernya memang tidak ada di sini.",
    ),
    405: Refusal("Cara itu tidak tersedia", "Situs ini hanya untuk dibaca."),
    500: Refusal(
        "Ada yang rusak di pihak kami", "Kesalahannya sudah tercatat. Cobalah muat ulang sebentar lagi."
    ),
    503: Refusal(
        "Sebentar, kami segera kembali",
        "Basis data sedang tidak dapat dihubungi. Berita tetap tersimpan; cobalah lagi setengah menit lagi.",
    ),
}
_OTHER = Refusal(
    "Permintaan ini tidak dapat dipenuhi", "Mulailah dari beranda, atau dari salah satu topik di bawah."
)


def register(routes: Blueprint, rt: Runtime) -> None:
    """Gives every error of the whole application its page."""

    def page(status: int, refusal: Refusal) -> Response:
        frame = frame_of(rt.settings, rt.now(), "", refusal.title, refusal.text, indexed=False)
        body = render_page("refusal.html", frame, status=status, refusal=refusal)
        response = Response(body, status, content_type="text/html; charset=utf-8")
        response.cache_control.no_store = True
        return response

    @routes.app_errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        response = page(status, _BY_STATUS.get(status, _OTHER))
        if allowed := error.get_response().headers.get("Allow"):
            response.headers["Allow"] = allowed
        return response

    @routes.app_errorhandler(ParameterError)
    def unfit(error: ParameterError) -> Response:
        """Programs ask for feeds, and people who write their addresses read what the program got: plain text."""
        if not (names_form(request.path) or negotiate(request.accept_mimetypes)):
            return page(400, replace(_BY_STATUS[400], text=error.indonesian))
        response = Response(str(error), 400, content_type="text/plain; charset=utf-8")
        response.cache_control.no_store = True
        response.access_control_allow_origin = "*"
        return response

    @routes.app_errorhandler(StoreError)
    def unavailable(_: StoreError) -> Response:
        response = page(503, _BY_STATUS[503])
        response.retry_after = _RETRY_SECONDS
        return response
