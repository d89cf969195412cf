// The editor of a material: the preview follows what is written, items are found without leaving the page.

import { all, one } from '../core/dom.js';

const WAIT = 700;
const form = one('[data-writer]');
const preview = one('[data-preview]', form);
const found = one('[data-found]', form);
const chosen = one('[data-chosen]', form);

async function part(url) {
  const data = new FormData(form);
  for (const input of all('input[type="file"]', form)) data.delete(input.name);
  const response = await fetch(url, { method: 'POST', body: data, credentials: 'same-origin' });
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

let asked = 0;
async function show() {
  asked += 1;
  const mine = asked;
  const html = await part(form.dataset.previewUrl);
  if (mine === asked) preview.innerHTML = html;
}

let timer;
for (const name of ['title', 'summary', 'body']) {
  form.elements[name].addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(() => show().catch(() => {}), WAIT); });
}

async function find() {
  for (const box of all('input[name="items"]:checked', found)) chosen.append(box.closest('label'));
  const none = one('[data-none]', form);
  if (none && one('input', chosen)) none.remove();
  found.innerHTML = await part(form.dataset.findUrl);
}

form.addEventListener('click', (event) => {
  const act = event.target.closest('[data-preview-now]') ? show : event.target.closest('[data-find]') ? find : null;
  if (!act) return;
  event.preventDefault();
  act().catch(() => {});
});
form.elements.find.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  find().catch(() => {});
});
