// The contest editor: what the banks have and how it looks follows what is typed; the server computes, as it does
// without scripts when the form is saved. Pickers say on their summary what is chosen in them.

import { all, one } from '../core/dom.js';

const WAIT = 350;
const form = one('[data-editor]');
let timer = null;
let round = 0;
let dirty = false;

function sayChosen(picker) {
  const text = one('[data-picker-text]', picker);
  const chosen = all('input:checked', picker).map((input) => input.closest('label').textContent.trim());
  text.textContent = chosen.join(text.dataset.join) || text.dataset.any;
}

function fillRow(element, row) {
  one('[data-subtotal]', element).innerHTML = row.subtotal;
  one('[data-have]', element).innerHTML = row.have;
  element.classList.toggle('row--wrong', Boolean(row.short_by));
}

async function refresh() {
  round += 1;
  const mine = round;
  const body = new FormData(form);
  body.delete('act');
  const answer = await fetch(form.dataset.url, { method: 'POST', body, headers: { Accept: 'application/json' } });
  if (!answer.ok || mine !== round) return;
  const page = await answer.json();
  if (mine !== round) return;
  all('[data-row]', form).forEach((element, index) => { if (page.rows[index]) fillRow(element, page.rows[index]); });
  one('[data-items]', form).textContent = page.items;
  one('[data-total]', form).innerHTML = page.total;
  one('[data-alerts]', form).innerHTML = page.alerts;
  one('[data-aside]', form).innerHTML = page.aside;
}

function later() {
  dirty = true;
  clearTimeout(timer);
  // Off the line nothing is lost: the counts come with the next change, or when the form is saved.
  timer = setTimeout(() => refresh().catch(() => {}), WAIT);
}

if (form) {
  form.addEventListener('input', (event) => {
    const picker = event.target.closest('[data-picker]');
    if (picker) sayChosen(picker);
    later();
  });
  form.addEventListener('submit', () => { dirty = false; });
  document.addEventListener('click', (event) => {
    for (const picker of all('[data-picker][open]')) if (!picker.contains(event.target)) picker.open = false;
  });
  document.addEventListener('keydown', (event) => {
    const picker = event.key === 'Escape' && one('[data-picker][open]');
    if (!picker) return;
    picker.open = false;
    one('summary', picker).focus();
  });
  window.addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
}
