// Dialogs: the inside of their pages, fetched when they are opened, so that it is of this moment. The console may be
// swapped below an open one; it stays as it is.

import { all, one } from '../core/dom.js';
import { order, say } from './host-acts.js';

const dialog = one('[data-asking]');
let opener = null;
let address = '';

const part = (url) => { const found = new URL(url, location.href); found.searchParams.set('part', '1'); return found; };

async function load(url, options = {}) {
  const response = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' }, ...options });
  const text = await response.text();
  if (!response.ok && !text.includes('data-ask=')) throw new Error(String(response.status));
  return text;
}

function show(html) {
  dialog.innerHTML = html;
  if (!dialog.open) { if (dialog.showModal) dialog.showModal(); else dialog.setAttribute('open', ''); }
  const first = one('[autofocus], input:not([type="hidden"]), select, textarea', dialog) || one('.ask__done .button--primary, .ask__done button', dialog) || one('.ask__done .button', dialog);
  if (first) first.focus();
}

export async function openDialog(url, from = null) {
  if (from && !dialog.contains(from)) opener = from === document.activeElement ? from.id : null;
  try {
    address = String(url);
    show(await load(part(url)));
  } catch (error) {
    say(one('[data-host]').dataset.failed);
  }
}

function close() {
  if (dialog.close) dialog.close(); else dialog.removeAttribute('open');
}

// Focus goes back to where it was asked from; for a key or a mouse that is the console, where the space bar leads on.
dialog.addEventListener('close', () => {
  dialog.innerHTML = '';
  const back = opener && document.getElementById(opener);
  (back || one('[data-host]')).focus({ preventScroll: true });
});

function refuse(text) {
  const place = one('[data-ask-said]', dialog);
  place.textContent = text;
  place.hidden = !text;
}

function fieldsOf(form, submitter) {
  const data = new FormData(form);
  const fields = {};
  for (const name of new Set(data.keys())) {
    if (name === 'csrf_token') continue;
    const values = data.getAll(name);
    fields[name] = ['order', 'responses'].includes(name) ? values : values[0];
  }
  if (submitter && submitter.name) fields[submitter.name] = submitter.value;
  return fields;
}

async function preview(form, submitter) {
  const body = new FormData(form);
  body.set(submitter.name, submitter.value);
  body.set('part', '1');
  try {
    const html = await load(form.action, { method: 'POST', body });
    if (html.includes('data-ask="refused"')) refuse(new DOMParser().parseFromString(html, 'text/html').body.textContent.trim());
    else show(html);
  } catch (error) {
    refuse(one('[data-host]').dataset.failed);
  }
}

async function submit(form, submitter) {
  if (form.method === 'get') { openDialog(`${form.action}?${new URLSearchParams(new FormData(form))}`); return; }
  if (submitter && submitter.name === 'preview') { preview(form, submitter); return; }
  if (form.dataset.sending) return;
  form.dataset.sending = 'yes';
  const refused = await order(fieldsOf(form, submitter));
  delete form.dataset.sending;
  refuse(refused);
  if (refused) return;
  say('');
  if ('stay' in form.dataset) openDialog(address); else close();
}

dialog.addEventListener('submit', (event) => {
  if (event.defaultPrevented || 'plain' in event.target.dataset) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});

dialog.addEventListener('click', (event) => {
  if (event.target === dialog || event.target.closest('[data-close]')) { event.preventDefault(); close(); return; }
  const hint = event.target.closest('[data-fill]');
  if (!hint) return;
  for (const [name, value] of Object.entries(JSON.parse(hint.dataset.fill))) {
    const field = all(`[name="${name}"]`, dialog)[0];
    if (field && value !== null) field.value = value;
  }
});
