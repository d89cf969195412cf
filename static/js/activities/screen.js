// The screen in the hall: asks for the next code when the running one ends, and for the count when somebody came.

import { openFeed } from '../core/feed.js';
import { one } from '../core/dom.js';
import { getJson } from '../core/http.js';

const root = one('[data-checkin]');
const COALESCE = 900;
const STEP = 12000;
const AFTER = 150; // the server's step has begun by then
let ends = performance.now() + Number(root.dataset.left);
let next = null;
let soon = null;

function show(shown) {
  one('[data-open]', root).hidden = !shown.open;
  one('[data-closed]', root).hidden = shown.open;
  one('[data-present]', root).textContent = shown.present;
  one('[data-expected]', root).textContent = shown.expected;
  if (!shown.open) return;
  one('[data-digits]', root).textContent = shown.digits;
  const qr = new DOMParser().parseFromString(shown.qr, 'text/html').body.firstChild;
  one('[data-qr]', root).replaceChildren(qr);
  ends = performance.now() + shown.left_ms;
}

async function look() {
  clearTimeout(next);
  let wait = 3000;
  try {
    const shown = await getJson(root.dataset.code);
    show(shown);
    wait = shown.open ? shown.left_ms + AFTER : 5000;
  } catch (error) {
    if (error.status === 404) { window.location.reload(); return; }
  }
  next = setTimeout(look, wait);
}

function lookSoon() {
  if (soon === null) soon = setTimeout(() => { soon = null; look(); }, COALESCE);
}

function tick() {
  one('[data-meter]', root).value = Math.max(0, Math.min(100, (100 * (ends - performance.now())) / STEP));
}

next = setTimeout(look, Number(root.dataset.left) + AFTER);
setInterval(tick, 250);
openFeed({ stream: root.dataset.stream, events: null, kinds: ['look'], onEvent: lookSoon });
