// One headline at a time. Readers who want no motion, or run no script, have the list.
const STEP_SECONDS = 7;

function tick(root) {
  const entries = root.querySelectorAll('.tf-entry');
  if (entries.length < 2 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  let shown = 0;
  let paused = false;
  const show = number => {
    entries[shown].classList.remove('tf-shown');
    shown = number % entries.length;
    entries[shown].classList.add('tf-shown');
  };
  const button = (sign, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = sign;
    made.addEventListener('click', () => act(made));
    buttons.append(made);
    return made;
  };
  const name = (element, words) => {
    element.title = words;
    element.setAttribute('aria-label', words);
  };
  const buttons = document.createElement('div');
  buttons.className = 'tf-buttons';
  const hold = button('❚❚', made => {
    paused = !paused;
    made.textContent = paused ? '▶' : '❚❚';
    name(made, root.getAttribute(paused ? 'data-resume' : 'data-pause'));
  });
  name(hold, root.getAttribute('data-pause'));
  name(button('›', () => show(shown + 1)), root.getAttribute('data-following'));
  root.append(buttons);
  root.classList.add('tf-moving');
  show(0);
  const timer = setInterval(() => {
    if (!root.isConnected) return clearInterval(timer);
    if (!paused && !document.hidden && !root.matches(':hover, :focus-within')) show(shown + 1);
  }, STEP_SECONDS * 1000);
}
