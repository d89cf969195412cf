// Preparing a contest: the amount beside a fixed price shows when it is wanted, pickers say what is chosen in them,
// questions are put in order by dragging, and what was typed is not lost by walking away. All of it works without.

import { all, one } from '../core/dom.js';

function followPrice(select) {
  const by = one('.rulefield__by', select.parentElement);
  by.hidden = select.value !== 'fixed';
  if (!by.hidden && document.activeElement === select) by.focus();
}

function sayChosen(picker) {
  const text = one('[data-picker-text]', picker);
  const chosen = all('input:checked', picker).map((input) => input.closest('label').textContent.trim());
  text.textContent = chosen.join(text.dataset.join) || text.dataset.any;
}

for (const select of all('[data-price]')) {
  followPrice(select);
  select.addEventListener('change', () => followPrice(select));
}

document.addEventListener('input', (event) => {
  const picker = event.target.closest('[data-picker]');
  if (picker) sayChosen(picker);
});
document.addEventListener('click', (event) => {
  for (const picker of all('[data-picker][open]')) if (!picker.contains(event.target)) picker.open = false;
});
document.addEventListener('keydown', (event) => {
  const picker = event.key === 'Escape' && one('[data-picker][open]');
  if (!picker) return;
  picker.open = false;
  one('summary', picker).focus();
});

// Leaving with something typed asks first; any button of the form is no leaving.
const guarded = one('form[data-guard]');
if (guarded) {
  let dirty = 'dirty' in guarded.dataset;
  guarded.addEventListener('input', () => { dirty = true; });
  guarded.addEventListener('submit', () => { dirty = false; });
  window.addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
}

// Order by dragging a question's number; the buttons beside it do the same one step at a time.
function drag(list, row, start) {
  const move = (event) => {
    event.preventDefault();
    const under = document.elementFromPoint(start.clientX, event.clientY);
    const other = under && under.closest('.prepq');
    if (!other || other === row || other.parentElement !== list) return;
    const box = other.getBoundingClientRect();
    list.insertBefore(row, event.clientY < box.top + box.height / 2 ? other : other.nextSibling);
  };
  const drop = () => {
    row.classList.remove('is-dragged');
    document.removeEventListener('pointermove', move);
    document.removeEventListener('pointerup', drop);
    document.removeEventListener('pointercancel', drop);
    saveOrder(list);
  };
  row.classList.add('is-dragged');
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', drop);
  document.addEventListener('pointercancel', drop);
}

function saveOrder(list) {
  const ids = all('.prepq', list).map((row) => row.dataset.item).join(',');
  if (ids === list.dataset.was) return;
  const body = new FormData();
  body.set('csrf_token', list.dataset.token);
  body.set('do', 'order');
  body.set('items', ids);
  fetch(list.dataset.order, { method: 'POST', body }).then((answer) => {
    if (!answer.ok) window.location.reload();
    list.dataset.was = ids;
    all('.prepq__n', list).forEach((number, index) => { number.textContent = index + 1; });
  }).catch(() => window.location.reload());
}

for (const list of all('.picked[data-order]')) {
  if (!list.dataset.order) continue;
  list.dataset.was = all('.prepq', list).map((row) => row.dataset.item).join(',');
  list.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('.prepq__n');
    if (!handle) return;
    event.preventDefault();
    drag(list, handle.closest('.prepq'), event);
  });
}
