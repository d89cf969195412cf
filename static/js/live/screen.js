// The wall of a contest: what comes over the line is put up at once; a lost line heals by itself and says so meanwhile.
//
// <main data-wall data-stream data-events data-after [data-back data-back-part]>

import { all, one } from '../core/dom.js';
import { serverNow, tick } from './clock.js';
import { cue, ticks, timeUp } from './cues.js';
import { openFeed } from './feed.js';
import { fit, mount, phrase } from './stage.js';
import { setUp } from './tools.js';

const main = one('[data-wall]');
const RETURN = 20000;
const TURN = 12000;

function drawClock() {
  const now = new Date();
  for (const element of all('[data-wall-clock]')) element.textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, '0')}`;
}

function put(kind, data) {
  if (!data.html) return;
  const { same, scene } = mount(main, data.html);
  tick();
  turn();
  drawClock();
  if (kind !== 'snapshot') cue(kind, scene, same);
}

function received(data) {
  for (const element of all('[data-count-received]')) element.textContent = data.received;
  for (const element of all('[data-count-expected]')) element.textContent = data.expected;
}

// A board screen that turned to this contest turns back once the branch plays none.
async function lookBack() {
  try {
    const answer = await fetch(main.dataset.backPart, { headers: { Accept: 'text/html' } });
    const text = answer.ok ? await answer.text() : '';
    if (answer.ok && !text.includes('data-live=')) window.location.assign(main.dataset.back);
  } catch (error) { /* the next look finds it */ }
}

// Pages that take turns: which one it is follows from the server's time, so that all walls and every new picture agree.
function turn() {
  const pages = all('[data-turn]', main);
  if (pages.length < 2) return;
  const now = Math.floor(serverNow() / TURN) % pages.length;
  pages.forEach((page, at) => { page.hidden = at !== now; });
}

setUp();
phrase(main);
fit(main);
drawClock();
openFeed({ url: main.dataset.stream, pollUrl: main.dataset.events, after: main.dataset.after, onFrame: put, onCount: received, onGone: () => window.location.reload() });
setInterval(ticks, 100);
document.addEventListener('closes', (event) => { if (event.target.matches('[data-ticks]')) timeUp(); });
setInterval(drawClock, 1000);
turn();
setInterval(turn, 500);
window.addEventListener('resize', () => fit(main));
if (main.dataset.back) setInterval(lookBack, RETURN);
