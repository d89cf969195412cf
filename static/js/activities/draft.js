// What is being written is kept on this device until the system has it. Nothing is kept of what is confidential.

import { all, one, whenLeft } from '../core/dom.js';

const WAIT = 800;
const form = one('[data-draft]');

function read(key) {
  try { return JSON.parse(localStorage.getItem(key) || 'null'); } catch { return null; }
}

function keep(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

function start() {
  const key = form.dataset.draft;
  const texts = all('textarea', form);
  const sent = texts.map((text) => text.value);
  const said = one('[data-draft-said]', form);
  const found = one('[data-draft-found]', form);
  const kept = read(key);
  // a version saved since then holds what was sent with it
  if (kept && kept.base === form.dataset.base) {
    const missing = texts.filter((text) => kept.texts[text.name] !== undefined && kept.texts[text.name] !== text.value);
    for (const text of missing) text.value = kept.texts[text.name];
    found.hidden = missing.length === 0;
  } else if (kept) localStorage.removeItem(key);

  let timer = 0;
  function stop() {
    clearTimeout(timer);
    timer = 0;
  }
  function store() {
    stop();
    const now = Object.fromEntries(texts.map((text) => [text.name, text.value]));
    if (keep(key, { base: form.dataset.base, texts: now })) said.textContent = said.dataset.text;
  }
  form.addEventListener('input', () => {
    stop();
    timer = setTimeout(store, WAIT);
  });
  whenLeft(() => { if (timer) store(); });
  form.addEventListener('submit', stop);
  one('[data-draft-drop]', form).addEventListener('click', () => {
    localStorage.removeItem(key);
    texts.forEach((text, at) => { text.value = sent[at]; });
    found.hidden = true;
  });
}

if (form) start();
