// The board on the big screen: turns its pages, and looks again when something happened.
//
// <main data-display data-stream="…" data-part="…"> <section data-page data-seconds="15"> …

import { openFeed } from '../core/feed.js';

const root = document.querySelector('[data-display]');
const COALESCE = 400; // settling a contest posts many entries: one look after them is enough

let shown = 0;
let turning = null;
let looking = null;

const pages = () => [...root.querySelectorAll('[data-page]')];

function show(index) {
  const all = pages();
  shown = all.length ? index % all.length : 0;
  all.forEach((page, at) => { page.hidden = at !== shown; });
  clearTimeout(turning);
  if (all.length > 1) turning = setTimeout(() => show(shown + 1), 1000 * Number(all[shown].dataset.seconds || 15));
}

const amounts = () => new Map([...root.querySelectorAll('[data-row]')].map((row) => [row.dataset.row, row.dataset.amount]));

// The branch plays a contest: this screen goes there, and comes back when it is over.
function turnToContest() {
  const contest = root.querySelector('[data-live]');
  if (contest) window.location.assign(contest.dataset.live);
}

async function look() {
  const answer = await fetch(root.dataset.part, { headers: { Accept: 'text/html' } });
  if (answer.status === 404) { window.location.reload(); return; }
  if (!answer.ok) return;
  const before = amounts();
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  root.replaceChildren(...fresh.body.childNodes);
  for (const row of root.querySelectorAll('[data-row]')) {
    if (before.has(row.dataset.row) && before.get(row.dataset.row) !== row.dataset.amount) row.classList.add('mrow--moved');
  }
  turnToContest();
  const first = root.querySelector('[data-page]');
  if (first) document.body.classList.toggle('stage--light', first.dataset.light === '1');
  show(shown);
}

function soon() {
  clearTimeout(looking);
  looking = setTimeout(() => look().catch(() => {}), COALESCE);
}

show(0);
openFeed({ stream: root.dataset.stream, events: null, kinds: ['changed'], onEvent: soon });
setInterval(soon, 60000); // the day and the "as of" go on, and a lost wake-up costs a minute at most
