// Practice without reloading: the server sends the question as it stands, and it takes the old one's place.
// Enter goes on: it hands in what was chosen, then leads to the next question.

import { prepare } from '../components/options.js';
import { one } from '../core/dom.js';

const place = one('[data-practice]');
let busy = false;

function settle() {
  prepare();
  const target = one('[data-verdict]', place) || one('#stem', place);
  if (target.id === 'stem') { target.tabIndex = -1; window.scrollTo(0, 0); }
  target.focus({ preventScroll: true });
}

function complain() {
  const text = document.createElement('span');
  text.className = 'banner__text';
  text.textContent = place.dataset.lost;
  const banner = document.createElement('div');
  banner.className = 'banner banner--wrong';
  banner.append(text);
  one('.notices', place).replaceChildren(banner);
}

// `after` is where the address bar points to once the part has come.
async function exchange(url, options, after) {
  if (busy) return;
  busy = true;
  try {
    const response = await fetch(url, { ...options, headers: { 'X-Fragment': '1' }, credentials: 'same-origin' });
    const elsewhere = response.headers.get('X-Location');
    if (elsewhere) { location.assign(elsewhere); return; }
    if (response.redirected || (!response.ok && response.status !== 422)) { location.assign(after || location.href); return; }
    const risen = Boolean(one('[data-verdict]', place));
    place.innerHTML = await response.text();
    place.toggleAttribute('data-still', risen); // what has risen does not rise again
    if (after && after !== location.href) history.pushState(null, '', after);
    settle();
  } catch (error) {
    complain();
  } finally {
    busy = false;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!('exchange' in form.dataset)) return;
  event.preventDefault();
  event.stopPropagation();
  const body = new FormData(form);
  if (event.submitter && event.submitter.name) body.append(event.submitter.name, event.submitter.value);
  exchange(form.action, { method: 'POST', body: new URLSearchParams(body) });
}, true);

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-exchange]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  exchange(link.href, {}, link.href);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest('a, button, textarea, select') || one('dialog[open]')) return;
  const next = one('[data-next]', place);
  const submit = one('[data-when-empty]', place);
  if (next) { event.preventDefault(); next.click(); } else if (submit && !submit.disabled) { event.preventDefault(); submit.click(); }
});

window.addEventListener('popstate', () => exchange(location.href, {}));
