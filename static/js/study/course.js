// The steps of a course in another order by dragging; the buttons beside each do the same without.

import { all, one } from '../core/dom.js';

const list = one('[data-steps]');
const form = one('[data-steps-order]');
let held = null;

function clear() {
  for (const row of all('[data-step]', list)) row.classList.remove('csteps__row--over', 'csteps__row--held');
}

for (const row of all('[data-step]', list)) row.draggable = true;

list.addEventListener('dragstart', (event) => {
  held = event.target.closest('[data-step]');
  held.classList.add('csteps__row--held');
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', held.dataset.step);
});
list.addEventListener('dragover', (event) => {
  const over = event.target.closest('[data-step]');
  if (!held || !over) return;
  event.preventDefault();
  for (const row of all('.csteps__row--over', list)) row.classList.remove('csteps__row--over');
  over.classList.add('csteps__row--over');
});
list.addEventListener('dragend', () => { held = null; clear(); });
list.addEventListener('drop', (event) => {
  const over = event.target.closest('[data-step]');
  if (!held || !over) return;
  event.preventDefault();
  const rows = all('[data-step]', list);
  if (rows.indexOf(held) < rows.indexOf(over)) over.after(held); else over.before(held);
  for (const row of all('[data-step]', list)) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'step';
    field.value = row.dataset.step;
    form.append(field);
  }
  form.requestSubmit();
});
