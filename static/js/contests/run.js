// A running contest: the page looks again when something happened, by stream or by polling; each [data-live] part is
// replaced by its fresh self. The dialog decides on one attempt; without it the same link leads to a page of its own.

import { getJson } from '../core/http.js';
import { openFeed } from '../core/feed.js';
import { all, fill, one } from '../core/dom.js';

const COALESCE = 600; // a whole group may hand in together
const root = one('[data-run]');
let mark = root.dataset.mark;
let waiting = null;

function replace(fresh) {
  for (const part of all('[data-live]')) {
    const next = one(`[data-live="${part.dataset.live}"]`, fresh);
    if (!next || next.innerHTML === part.innerHTML) continue;
    const held = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    part.innerHTML = next.innerHTML;
    const again = held && all('a', part).find((link) => link.getAttribute('href') === held);
    if (again) again.focus();
  }
}

async function look() {
  waiting = null;
  const pulse = await getJson(`${root.dataset.pulse}?after=${encodeURIComponent(mark)}`);
  if (!pulse.data.length) return;
  const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  replace(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  mark = pulse.data[0].id;
}

function lookSoon() {
  // What could not be fetched now is fetched at the next sign of life.
  if (waiting === null) waiting = setTimeout(() => look().catch(() => {}), COALESCE);
}

openFeed({ stream: root.dataset.stream, events: root.dataset.pulse, after: mark, kinds: ['look'], onEvent: lookSoon });
root.addEventListener('deadline', lookSoon);

const dialog = one('[data-decide-dialog]');
if (dialog && dialog.showModal) {
  const title = one('.dialog__title', dialog);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-decide]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const more = link.dataset.open === 'yes';
    one('form', dialog).action = link.dataset.decide;
    title.textContent = fill(more ? title.dataset.more : title.dataset.again, { name: link.dataset.who });
    one('[data-more-note]', dialog).hidden = !more;
    one('[data-again-note]', dialog).hidden = more;
    dialog.showModal();
    one('[name="reason"]', dialog).focus();
  });
  one('[data-decide-cancel]', dialog).addEventListener('click', () => dialog.close());
}
