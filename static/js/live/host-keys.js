// Keys of the console. Each button names its own in data-key; the space bar does the next obvious step. Nothing happens
// while somebody writes, while a dialog is open, or for a key that is held down.

import { all, one } from '../core/dom.js';

const WRITES = 'input, textarea, select, [contenteditable]';
const PRESSES = 'button, a[href], summary';

const shown = (element) => element.getClientRects().length > 0 || Boolean(element.closest('details:not([open])'));

function buttonOf(key) {
  if (key === ' ') return one('#main-act') || null;
  return all('[data-key]').find((each) => each.dataset.key.toLowerCase() === key && shown(each));
}

export function listenToKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(WRITES) || one('dialog[open]')) return;
    if (event.key === ' ' && target.closest(PRESSES)) return; // the browser presses what has the focus
    const button = buttonOf(event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
