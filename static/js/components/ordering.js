// Ordering: two buttons move a row, the number fields follow, the move is spoken, the focus stays.

import { all, fill, one } from '../core/dom.js';

const rows = (list) => all('[data-id]', list);

function numberRows(list) {
  rows(list).forEach((row, index) => { one('input', row).value = index + 1; });
}

function voiceOf(list) {
  const next = list.nextElementSibling;
  if (next && next.matches('[data-ordering-said]')) return next;
  const voice = document.createElement('p');
  voice.className = 'sr';
  voice.setAttribute('role', 'status');
  voice.dataset.orderingSaid = '';
  list.after(voice);
  return voice;
}

function move(list, row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row); else other.after(row);
  numberRows(list);
  for (const each of rows(list)) each.classList.toggle('ordering__row--moved', each === row);
  const place = rows(list).indexOf(row) + 1;
  voiceOf(list).textContent = fill(list.dataset.said, { text: one('.option__text', row).textContent, n: place });
  row.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-move]');
  const list = button && button.closest('[data-ordering]');
  if (!list) return;
  move(list, button.closest('[data-id]'), Number(button.dataset.move));
  button.focus();
});

export const number = () => all('[data-ordering]').forEach(numberRows);
