// Counts the time for which a material is seen, or its film played, and tells the server every fifteen seconds.
// The server counts by its own clock and no beat twice; this module only says what it saw.

import { one } from '../core/dom.js';
import { postJson } from '../core/http.js';

const EVERY = 15000;
const bar = one('[data-spent]');
const film = bar && 'video' in bar.dataset ? one('[data-film]') : null;

let seen = 0;       // milliseconds not yet told
let since = null;   // when the running stretch began, on a clock that nobody can set
let number = 0;
let over = false;

const counting = () => !document.hidden && (!film || (!film.paused && !film.ended && !film.seeking));

function note() {
  const now = performance.now();
  if (since !== null) seen += now - since;
  since = counting() ? now : null;
}

function show(state) {
  one('progress', bar).value = state.percent;
  one('progress', bar).classList.toggle('meter--ok', state.enough);
  one('[data-spent-words]', bar).textContent = state.text;
  over = state.over;
}

async function tell() {
  note();
  const claim = Math.round(seen);
  if (over || claim < 1000) return;
  seen = 0;
  number += 1;
  try {
    show(await postJson(bar.dataset.url, { sitting: bar.dataset.sitting, n: number, ms: claim }));
  } catch (error) {
    if (error.status === undefined || error.status >= 500) seen += claim; // the line or the server; the next beat brings it
    else over = true;
  }
}

// What was seen last is told while the page goes; a beacon may outlive it, and carries no answer.
function leave() {
  note();
  const claim = Math.round(seen);
  if (over || claim < 1000) return;
  seen = 0;
  number += 1;
  const token = one('meta[name="csrf-token"]');
  fetch(bar.dataset.url, {
    method: 'POST', keepalive: true, credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token ? token.content : '', Accept: 'application/json' },
    body: JSON.stringify({ sitting: bar.dataset.sitting, n: number, ms: claim }),
  }).catch(() => {});
}

if (bar) {
  note();
  setInterval(tell, EVERY);
  document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); else note(); });
  window.addEventListener('pagehide', leave);
  if (film) for (const name of ['play', 'pause', 'ended', 'seeking', 'seeked', 'waiting', 'playing']) film.addEventListener(name, note);
}
