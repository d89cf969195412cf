// Reviewing by keyboard: arrows lead on, A approves, R begins a reason. What a button or link carries in
// data-key is its key; in a field the keys write.

import { all, one } from '../core/dom.js';

const writing = (element) => element.closest('input:not([type=hidden]), textarea, select, [contenteditable]');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one('dialog[open]')) return;
  if (event.target instanceof Element && writing(event.target)) return;
  if (event.key === 'r' || event.key === 'R') {
    const reason = one('#reason');
    if (reason) { event.preventDefault(); reason.focus(); }
    return;
  }
  const target = all('[data-key]').find((element) => element.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (target) { event.preventDefault(); target.click(); }
});
