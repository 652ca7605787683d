"""What is asked of a page in a browser: whether anything moves, sticks out, is pale, out of reach, or asks others."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.edges.every import PICTURES

_WATCH = """
window.shifts = [];
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts.push(entry.value); })
  .observe({type: 'layout-shift', buffered: true});
window.violations = [];
document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
"""
_SCROLL = """
async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 2000) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  for (const image of document.images) image.loading = 'eager';  // a slow machine may have scrolled past it
  const come = image => image.complete || new Promise(done => { image.onload = image.onerror = done; });
  await Promise.all([...document.images].map(come));
  await new Promise(requestAnimationFrame);
}
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Lighthouse holds pages to `target-size` (WCAG 2.2 §2.5.8), which axe leaves out where it is not asked for.
AXE = """
axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
  .then(found => found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 120)}`)))
"""
THIN = """
() => {
  for (const one of document.querySelectorAll('main *, footer *')) {
    let before = 0;
    for (let other = one.previousElementSibling; other; other = other.previousElementSibling)
      before += other.localName === one.localName && other.className === one.className;
    if (before >= 3 && !/^(p|h.|option|dt|dd)$/.test(one.localName)) one.remove();
  }
}
"""
"""Of things that are alike and stand in a row, three are enough for axe, which takes its time over each."""
UNREACHED = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]')]
  .flatMap(one => {
    const name = one.outerHTML.slice(0, 90);
    if (one.tabIndex > 0) return [`${name} jumps the queue`];
    if (one.tabIndex < 0 || one.disabled || one.localName === 'iframe') return [];
    if (!one.checkVisibility({visibilityProperty: true})) return [];
    one.focus({focusVisible: true});
    if (document.activeElement !== one) return [`${name} takes no focus`];
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 ? [] : [`${name} shows no focus`];
  })
"""
# WCAG 2.2 §1.4.3, quicker than axe. Pictures are no ground for text here, so the nearest painted ancestor is.
PALE = """
() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return light(numbers(getComputedStyle(document.body).color)) > .5 ? [0, 0, 0] : [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""
SAID = """
[...document.querySelectorAll('main a, main h1, main h2, main h3')]
  .filter(one => one.checkVisibility({visibilityProperty: true})).map(one => one.innerText.trim())
"""
LARGEST = """
() => new Promise(done => new PerformanceObserver(list => {
  const {element} = list.getEntries().at(-1);
  done(element.src || element.innerText.split(/\\s+/).join(' ').trim());
}).observe({type: 'largest-contentful-paint', buffered: true}))
"""


class Look:
    """A page that is watched: what it complained of, and whom it asked besides us, since it was opened."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self._origin = origin
        self._complaints: list[str] = []
        self._foreign: list[str] = []
        page.add_init_script(_WATCH)
        page.route(f"**://{PICTURES}/**", answer_picture)
        page.on("console", lambda message: self._complaints.append(message.text))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url, request.resource_type, request.headers))

    def open(self, path: str) -> None:
        """Opens a page and scrolls to its end, until every picture has come or failed."""
        self._complaints.clear()
        self._foreign.clear()
        self.page.goto(self._origin + path)
        self.page.evaluate(_SCROLL)

    def faults(self) -> list[str]:
        """What a reader would be annoyed at."""
        page = self.page
        found = [*self._complaints, *self._foreign]
        found += [f"moved by {shift}" for shift in page.evaluate("shifts")]
        found += [f"against its policy: {one}" for one in page.evaluate("violations")]
        wider = page.evaluate(WIDER)
        return [*found, f"sticks out {wider} px"] if wider > 0 else found

    def _note(self, url: str, kind: str, headers: dict[str, str]) -> None:
        is_picture = urlsplit(url).hostname == PICTURES and kind == "image"
        if not url.startswith(self._origin + "/") and not is_picture:
            self._foreign.append(f"asks {url}")
        if is_picture and ("referer" in headers or "cookie" in headers):
            self._foreign.append(f"tells {url} who asks")


def answer_picture(route: Route) -> None:
    """A picture of an odd shape, or none at all."""
    if "rusak" in route.request.url:
        route.fulfill(status=200, content_type="image/png", body=b"no picture")
    else:
        tall = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="900"><path d="M0 0h30v900H0z"/></svg>'
        )
        route.fulfill(status=200, content_type="image/svg+xml", body=tall)
