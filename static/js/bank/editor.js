// Writing an item: the phone beside the form follows what is typed, rows come as they are wanted, keys do what they say.

import { all, one } from '../core/dom.js';
import { keepDraft } from './draft.js';
import { marks } from './marks.js';

const PAUSE = 400;
const form = one('[data-itemform]');
const pane = one('[data-draft-pane]');
const state = one('[data-draft-state]');
let waiting = 0;
let asked = null;

async function draw() {
  if (asked) asked.abort();
  const mine = new AbortController();
  asked = mine;
  const body = new FormData(form);
  body.delete('picture');
  try {
    const response = await fetch(form.dataset.preview, { method: 'POST', body, credentials: 'same-origin', signal: mine.signal });
    if (!response.ok) throw new Error(String(response.status));
    const html = await response.text();
    if (mine.signal.aborted) return;
    if (html !== pane.dataset.html) pane.innerHTML = html;
    pane.dataset.html = html;
    pane.classList.remove('is-old');
    if (state.dataset.lost) state.textContent = '';
    delete state.dataset.lost;
  } catch (error) {
    if (mine.signal.aborted) return;
    pane.classList.add('is-old');
    state.dataset.lost = 'yes';
    state.textContent = state.dataset.textLost;
  }
}

function later() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(draw, PAUSE);
}

function more(kind) {
  const row = one(`[data-spare="${kind}"][hidden]`, form);
  if (!row) return;
  row.hidden = false;
  one('.optionform__text', row).focus();
  for (const button of all(`[data-more="${kind}"]`, form)) button.hidden = !one(`[data-spare="${kind}"][hidden]`, form);
}

if (form) {
  keepDraft(form, later);
  marks(form, later);
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-more]');
    if (button) more(button.dataset.more);
  });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    const save = one('.itemform__acts [type="submit"]:not([name])', form);
    if (form.requestSubmit) form.requestSubmit(save);
    else save.click();
  });
  // Enter in a row leads to the next one instead of saving what is half written.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !event.target.matches('.optionform__text')) return;
    event.preventDefault();
    const rows = all('.optionform__text', event.target.closest('fieldset')).filter((row) => !row.closest('[hidden]'));
    const next = rows[rows.indexOf(event.target) + 1];
    if (next) next.focus();
    else more(event.target.name.startsWith('left') ? 'left' : 'option');
  });
}
