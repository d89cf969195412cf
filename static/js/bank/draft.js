// What was typed and not saved stays in this browser, and is offered when one comes back.

import { all, fill, one, whenLeft } from '../core/dom.js';

const PREFIX = 'quizapp.';
const LEFT_OUT = new Set(['csrf_token', 'base', 'picture', 'alt', 'into']);
const SENT = 'quizapp.item-sent';
const DAYS_KEPT = 30;

function read(key) {
  try {
    const kept = JSON.parse(window.localStorage.getItem(key));
    return kept && Array.isArray(kept.fields) ? kept : null;
  } catch (error) { return null; }
}

function write(key, value) {
  try {
    if (value) window.localStorage.setItem(key, JSON.stringify(value));
    else window.localStorage.removeItem(key);
    return true;
  } catch (error) { return false; }
}

// Old drafts of items that were changed since, or forgotten, go.
function sweep() {
  const oldest = Date.now() - DAYS_KEPT * 86400000;
  try {
    for (const key of Object.keys(window.localStorage)) {
      if (!key.startsWith(`${PREFIX}item-`)) continue;
      const kept = read(key);
      if (!kept || kept.at < oldest) write(key, null);
    }
  } catch (error) { /* a browser that keeps nothing has nothing to sweep */ }
}

const held = (form) => Array.from(new FormData(form)).filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === 'string');

function put(form, fields) {
  const given = new Map();
  for (const [name, value] of fields) given.set(name, [...(given.get(name) || []), value]);
  for (const field of all('input, textarea, select', form)) {
    if (!field.name || LEFT_OUT.has(field.name) || field.type === 'file' || field.type === 'submit') continue;
    const values = given.get(field.name) || [];
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
    const row = field.closest('[data-spare][hidden]');
    if (row && values[0]) row.hidden = false;
  }
}

export function keepDraft(form, changed) {
  const key = PREFIX + form.dataset.draft;
  const offer = one('[data-draft-offer]');
  const state = one('[data-draft-state]');
  const refused = Boolean(one('[data-errors]', form)); // came back from the server with what was typed
  const before = JSON.stringify(held(form));
  let waiting = 0;
  sweep();

  const kept = read(key);
  if (kept && !refused && JSON.stringify(kept.fields) !== before) {
    const text = one('[data-draft-text]', offer);
    text.textContent = fill(text.dataset.text, { when: new Date(kept.at).toLocaleString(document.documentElement.lang) });
    offer.hidden = false;
    one('[data-draft-take]', offer).addEventListener('click', () => {
      put(form, kept.fields);
      offer.hidden = true;
      form.elements.stem.focus();
      changed();
    });
    one('[data-draft-drop]', offer).addEventListener('click', () => {
      write(key, null);
      offer.hidden = true;
      form.elements.stem.focus();
    });
  }

  function store() {
    window.clearTimeout(waiting);
    waiting = 0;
    const fields = held(form);
    if (JSON.stringify(fields) === before && !refused) write(key, null);
    else if (write(key, { at: Date.now(), fields }) && !state.dataset.lost) state.textContent = state.dataset.textKept;
  }
  form.addEventListener('input', () => {
    if (!offer.hidden) return; // the older draft waits for a word on it first
    window.clearTimeout(waiting);
    waiting = window.setTimeout(store, 600);
  });
  whenLeft(() => {
    if (waiting) store();
  });
  form.addEventListener('submit', () => {
    window.clearTimeout(waiting);
    waiting = 0;
    try { window.sessionStorage.setItem(SENT, key); } catch (error) { /* then the draft is offered once more */ }
  });
}

// An item's page after saving: what was sent has arrived.
export function forgetSent() {
  try {
    const key = window.sessionStorage.getItem(SENT);
    window.sessionStorage.removeItem(SENT);
    if (key) write(key, null);
  } catch (error) { /* nothing was kept */ }
}
