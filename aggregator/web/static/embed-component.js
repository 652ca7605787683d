// On other people's pages. Nothing here trusts what the page may have done to Object.prototype: options that the
// browser reads have no prototype, and of what arrives only arrays and own members are looked at.
const OPTIONS = ['count', 'layout', 'theme', 'paper', 'ink', 'accent', 'font', 'density', 'radius', 'lang', 'sources', 'images'];
const TAGS = /^(section|div|ol|li|h[1-6]|p|a|img|bdi|time)$/;
const ATTRIBUTES = /^(class|lang|dir|title|rel|target|referrerpolicy|datetime|alt|width|height|loading|decoding|aria-label|data-(pause|resume|following))$/;
const ADDRESSES = /^(href|src)$/;
const WEB = /^https?:\/\//i;
const LEAST_MINUTES = 5;
const MOST_MINUTES = 60;
const own = (value, name) => Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;

// The address of this script, from the property itself: an <img name=currentScript> would hide it.
function home() {
  if (SITE) return SITE;
  const {get} = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript');
  const script = get.call(document);
  return script ? script.src.replace(/\/embed\.js([?#].*)?$/, '') : '';
}
const HOME = home();

function build(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  if (!Array.isArray(node) || !TAGS.test(node[0])) throw new TypeError('not ours');
  const element = document.createElement(node[0]);
  for (const name of Object.keys(node[1])) {
    const value = String(node[1][name]);
    if (ATTRIBUTES.test(name) || (ADDRESSES.test(name) && WEB.test(value))) element.setAttribute(name, value);
  }
  for (let at = 2; at < node.length; at++) element.appendChild(build(node[at]));
  return element;
}

class TopicFeed extends HTMLElement {
  static observedAttributes = ['topic', ...OPTIONS];
  #root = this.attachShadow({__proto__: null, mode: 'open'});
  #near = new IntersectionObserver(seen => this.#meet(seen), {__proto__: null, rootMargin: '600px'});
  #look = () => this.#wake();
  #seen = false;
  #timer = 0;
  #due = 0;
  #failures = 0;
  #shown = '';
  #asked = 0;

  constructor() {
    super();
    this.#root.appendChild(document.createElement('slot'));
  }

  connectedCallback() {
    this.#near.observe(this);
    document.addEventListener('visibilitychange', this.#look);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#timer);
    this.#seen = false;
  }

  attributeChangedCallback() {
    this.#due = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, 0);
  }

  #meet(seen) {
    this.#seen = seen[seen.length - 1].isIntersecting;
    this.#wake();
  }

  // Asks when it is time, and only while somebody looks.
  #wake() {
    clearTimeout(this.#timer);
    if (!this.isConnected || !this.#seen || document.hidden) return;
    const wait = this.#due - Date.now();
    if (wait > 0) this.#timer = setTimeout(this.#look, wait);
    else this.#refresh();
  }

  async #refresh() {
    this.#plan();
    const asked = ++this.#asked;
    try {
      const answer = await fetch(this.#address(), {
        __proto__: null, method: 'GET', mode: 'cors', credentials: 'omit', redirect: 'error',
        signal: AbortSignal.timeout(20000),
      });
      if (!answer.ok) throw new Error(answer.status);
      const data = await answer.json();
      if (asked === this.#asked) this.#show(data);
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
    }
    this.#plan();
    this.#wake();
  }

  // Twice as long after every failure; never at the same moment as all other pages.
  #plan() {
    const minutes = Math.min(LEAST_MINUTES * 2 ** this.#failures, MOST_MINUTES);
    this.#due = Date.now() + minutes * 60000 * (1 + Math.random() / 5);
  }

  #address() {
    const query = [];
    for (const name of OPTIONS) {
      const value = this.getAttribute(name);
      if (value) query.push(name + '=' + encodeURIComponent(value));
    }
    const topic = encodeURIComponent(this.getAttribute('topic') || '');
    return HOME + '/embed/' + topic + '.json' + (query.length ? '?' + query.join('&') : '');
  }

  #show(data) {
    const text = JSON.stringify(data);
    // Nothing moves under a reader's hand.
    if (text === this.#shown || (this.#shown && (this.#root.activeElement || this.matches(':hover')))) return;
    const problems = own(data, 'problems');
    if (Array.isArray(problems)) for (let at = 0; at < problems.length; at++) console.warn('<topic-feed>: ' + problems[at]);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(String(own(data, 'css')));
    const element = build(own(data, 'markup'));
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(element);
    this.#shown = text;
    if (element.classList.contains('tf-ticker')) tick(element);
  }
}

// Frames of ours on this page get the height that they tell, and tell it when asked.
const frames = () => [...document.querySelectorAll('iframe')].filter(frame => frame.src.startsWith(HOME + '/embed/'));
const ask = frame => frame.contentWindow.postMessage(0, new URL(HOME).origin);
addEventListener('message', event => {
  if (event.origin !== new URL(HOME).origin || !Number.isFinite(event.data)) return;
  const frame = frames().find(one => one.contentWindow === event.source);
  if (frame) frame.style.height = Math.min(Math.max(event.data, 40), 10000) + 'px';
});
// `load` does not bubble, but it is captured.
document.addEventListener('load', event => {
  if (frames().includes(event.target)) ask(event.target);
}, true);

if (HOME) {
  // One that has not come yet would not hear it; its `load` is still to come.
  frames().filter(frame => performance.getEntriesByName(frame.src).length).forEach(ask);
  if (!customElements.get('topic-feed')) customElements.define('topic-feed', TopicFeed);
}
