// A file that is being read or stored: its progress, until there is something else to see.

import { fill, one } from '../core/dom.js';
import { getJson } from '../core/http.js';

const EVERY_MS = 500;
const box = one('[data-import]');
const bar = one('[data-import-bar]');
const text = one('[data-import-text]');

async function look() {
  let next = EVERY_MS;
  try {
    const now = await getJson(box.dataset.import);
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
      text.textContent = fill(text.dataset.words, now);
    }
    if (!now.busy) {
      window.location.replace(box.dataset.after);
      return;
    }
  } catch (error) {
    next = 4 * EVERY_MS;
  }
  window.setTimeout(look, next);
}

if (box) look();
