// The sign-in desk: looks again when somebody signed in; each [data-live] part is replaced by its fresh self, ticks
// that were set meanwhile stay.

import { openFeed } from '../core/feed.js';
import { all, one } from '../core/dom.js';

const COALESCE = 700; // a hall signs in at once
const root = one('[data-desk]');
const list = one('[data-list]');
let waiting = null;

function ticked() {
  return new Set(all('input[name="member"]:checked', list).map((box) => box.value));
}

function replace(fresh) {
  const kept = ticked();
  for (const part of all('[data-live]')) {
    const next = one(`[data-live="${part.dataset.live}"]`, fresh);
    if (!next || next.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.innerHTML = next.innerHTML;
  }
  for (const box of all('input[name="member"]', list)) box.checked = kept.has(box.value);
}

async function look() {
  waiting = null;
  const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
  if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

function lookSoon() {
  if (waiting === null) waiting = setTimeout(() => look().catch(() => {}), COALESCE);
}

const every = one('[data-all]');
if (every) {
  every.addEventListener('change', () => {
    for (const box of all('input[name="member"]', list)) box.checked = every.checked;
  });
}

if (root) openFeed({ stream: root.dataset.stream, events: null, kinds: ['look'], onEvent: lookSoon });
