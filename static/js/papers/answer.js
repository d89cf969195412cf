// A paper against the clock: one question at a time, every answer saved as it is given, handed in once.

import { readResponse } from '../components/options.js';
import { all, fill, one } from '../core/dom.js';
import { postJson } from '../core/http.js';
import { writeResponse } from './fields.js';
import { Outbox } from './outbox.js';
import { Paper } from './paper.js';
import { close, listen, open } from './sheets.js';

const TYPING = 700;

const form = one('[data-paper]');
const paper = new Paper(form);
const typing = {};
let leaving = false;
let over = false;

function leave(url) {
  leaving = true;
  location.replace(url);
}

const outbox = new Outbox({
  attempt: form.dataset.paper,
  url: form.action,
  onState(position, state, text) {
    const empty = state === 'saved' && readResponse(paper.root(position)) === null;
    paper.states[position] = state === 'refused' || empty ? 'open' : state;
    const line = one('[data-refused]', paper.section(position));
    line.hidden = state !== 'refused';
    line.textContent = text || '';
    paper.paint();
  },
  onAnswer(position, response) {
    paper.section(position).dataset.known = JSON.stringify(response);
    writeResponse(paper.root(position), response);
  },
  onLine({ lost, gone, waiting }) {
    one('[data-lost]').hidden = !lost || gone || !waiting;
    one('[data-gone]').hidden = !gone;
    const line = one('[data-waiting]');
    line.textContent = fill(line.dataset.text, { n: waiting });
    const unsent = one('[data-unsent]');
    unsent.textContent = fill(unsent.dataset.text, { n: waiting });
    if (!waiting) unsent.hidden = true;
  },
  onClosed: () => leave(form.dataset.result),
  onDone: () => leave(form.dataset.result),
});

// ---- answering

function keep(section) {
  const position = section.dataset.question;
  clearTimeout(typing[position]);
  delete typing[position];
  const response = readResponse(paper.root(position));
  const known = JSON.stringify(response);
  if (over || section.dataset.known === known) return;
  section.dataset.known = known;
  outbox.put(position, response);
}

const keepAll = () => Object.keys(typing).forEach((position) => keep(paper.section(position)));

form.addEventListener('input', (event) => {
  const section = event.target.closest('[data-question]');
  if (!section || !event.target.closest('[data-response]') || !event.target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea')) return;
  const position = section.dataset.question;
  clearTimeout(typing[position]);
  typing[position] = setTimeout(() => keep(section), TYPING);
});

form.addEventListener('change', (event) => {
  if (event.target.closest('[data-response]')) keep(event.target.closest('[data-question]'));
  if (event.target.matches('[data-doubt]')) { remember(); paper.paint(); }
});

// ---- doubts stay on this device, and agree between tabs

const DOUBTS = `paper:${form.dataset.paper}:doubts`;

function remember() {
  try { localStorage.setItem(DOUBTS, JSON.stringify(paper.doubtful())); } catch (error) { /* for this page only */ }
}

function recall() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(DOUBTS)); } catch (error) { kept = null; }
  if (!kept) return;
  for (const box of all('[data-doubt]', form)) box.checked = kept.includes(box.value);
}

window.addEventListener('storage', (event) => { if (event.key === DOUBTS && event.newValue) { recall(); paper.paint(); } });

// ---- moving about

function go(position) {
  keepAll();
  paper.show(position);
  history.replaceState(null, '', `#q${paper.here}`);
}

function step(by) {
  if (by > 0 && paper.here === paper.total) open('submit', prepare);
  else go(paper.here + by);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-step]');
  const link = event.target.closest('[data-jump]');
  if (button) step(Number(button.dataset.step));
  if (!link) return;
  event.preventDefault();
  close();
  go(link.dataset.jump);
  paper.section(paper.here).scrollIntoView();
});

// Enter in a field means the next question; the form itself is for those without scripts.
form.addEventListener('submit', (event) => { event.preventDefault(); event.stopPropagation(); step(1); }, true);

// ---- handing in

function prepare(name) {
  keepAll();
  paper.paint();
  if (name !== 'submit') return;
  one('[data-failed]').hidden = true;
  paper.summarise();
}

async function handIn() {
  keepAll();
  outbox.hurry();
  await outbox.flush();
  if (outbox.waiting() && !over) { one('[data-unsent]').hidden = false; return false; }
  const answer = await postJson(form.dataset.submit, over ? { by: 'deadline' } : {});
  if (answer.goes_on) { leave(answer.url); return true; } // more time was given meanwhile
  outbox.end(true);
  try { localStorage.removeItem(DOUBTS); } catch (error) { /* nothing was kept */ }
  leave(answer.url);
  return true;
}

one('[data-hand-in]').addEventListener('submit', async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const button = one('[type="submit"]', event.target);
  button.disabled = true;
  try { await handIn(); } catch (error) {
    const line = one('[data-failed]');
    line.textContent = error.status ? error.message : line.dataset.text;
    line.hidden = false;
  }
  button.disabled = false;
});

// The time is up: what there is goes, then the result is shown. The server ends the attempt in any case.
async function finish() {
  for (let tries = 0; !leaving; tries += 1) {
    try { if (await handIn()) return; } catch (error) { /* the line is lost; again in a moment */ }
    await new Promise((resolve) => { setTimeout(resolve, Math.min(15000, 1000 * 2 ** tries) * (0.5 + Math.random())); });
  }
}

document.addEventListener('deadline', () => {
  if (over || leaving) return;
  keepAll();
  over = true;
  close();
  one('[data-fields]').disabled = true;
  one('[data-time-up]').hidden = false;
  finish();
});

window.addEventListener('beforeunload', (event) => {
  if (leaving || (!outbox.waiting() && !('ends' in form.dataset))) return;
  event.preventDefault();
  event.returnValue = '';
});

// ---- beginning

listen(prepare);
for (const link of all('[data-gone] a')) link.addEventListener('click', () => { leaving = true; });
recall();
for (const section of all('[data-question]', form)) {
  const root = paper.root(section.dataset.question);
  if ('saved' in section.dataset) root.dataset.touched = 'yes'; // an order that was saved as it stands
  section.dataset.known = JSON.stringify('saved' in section.dataset ? readResponse(root) : null);
}
outbox.resume();
paper.show((location.hash.match(/^#q(\d+)$/) || [])[1] || form.dataset.here);
