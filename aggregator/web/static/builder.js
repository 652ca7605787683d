// The page works without this: it only spares the button, and puts code on the clipboard.
(() => {
  'use strict';
  const form = document.querySelector('.builder');
  if (!form) return;
  const frame = document.getElementById('bingkai');
  const LONGEST = 900;
  let asked = 0;
  let timer = 0;

  const query = () => {
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== '') chosen.append(name, value);
    return chosen.toString();
  };

  const tellWrong = wrong => {
    for (const place of form.querySelectorAll('.wrong[id]')) {
      const name = place.id.slice('salah-'.length);
      const field = document.getElementById(name);
      const said = Object.hasOwn(wrong, name);
      place.textContent = said ? wrong[name] : '';
      place.hidden = !said;
      if (!field) continue;
      if (said) {
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', place.id);
      } else {
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
      }
    }
  };

  const update = async () => {
    const number = ++asked;
    const chosen = query();
    const answer = await fetch(`${form.dataset.told}?${chosen}`);
    const told = await answer.json();
    if (number !== asked) return;
    tellWrong(told.wrong);
    if (frame.getAttribute('src') !== told.preview) {
      frame.setAttribute('height', Math.min(told.height, LONGEST));
      frame.src = told.preview;
    }
    for (const name of ['frame', 'component', 'snippet', 'fitting']) {
      document.getElementById(`kode-${name}`).value = told[name];
    }
    history.replaceState(null, '', `${form.action}?${chosen}`);
    document.querySelector('a[hreflang]').search = chosen;
  };

  form.addEventListener('input', event => {
    clearTimeout(timer);
    timer = setTimeout(() => update().catch(() => form.classList.remove('live')), event.target.type === 'radio' ? 0 : 350);
  });
  form.addEventListener('submit', event => {
    if (!form.classList.contains('live')) return;
    event.preventDefault();
    update();
  });
  form.classList.add('live');

  // The frame tells its height, to whom it is asked by. While a page loads, nothing on it may move.
  let touched = false;
  for (const deed of ['input', 'pointerdown']) document.addEventListener(deed, () => { touched = true; });
  frame.addEventListener('load', () => frame.contentWindow.postMessage(0, location.origin));
  addEventListener('message', event => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin || !Number.isFinite(event.data) || !touched) return;
    frame.setAttribute('height', Math.min(Math.max(event.data, 40), LONGEST));
  });

  for (const field of form.querySelectorAll('.colour')) {
    const text = field.querySelector('input');
    const picker = document.createElement('input');
    picker.type = 'color';
    picker.tabIndex = -1;
    picker.setAttribute('aria-label', `${field.querySelector('label').textContent}: ${form.dataset.pick}`);
    const follow = () => { picker.value = /^#[0-9a-f]{6}$/i.test(text.value) ? text.value : '#888888'; };
    picker.addEventListener('input', () => {
      text.value = picker.value;
      text.dispatchEvent(new Event('input', {bubbles: true}));
    });
    text.addEventListener('input', follow);
    follow();
    field.append(picker);
  }

  if (!navigator.clipboard) return;
  const {copy, copied, said: saidCopied} = document.querySelector('.codes').dataset;
  for (const code of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = copy;
    button.setAttribute('aria-describedby', code.querySelector('h3').id);
    const said = document.createElement('span');
    said.className = 'unseen';
    said.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.querySelector('textarea').value);
      button.textContent = copied;
      said.textContent = saidCopied;
      setTimeout(() => { button.textContent = copy; said.textContent = ''; }, 2500);
    });
    code.append(button, said);
  }
})();
