// Sends a form with files so that its progress shows; without this module the browser sends it as any form.
// The server tells in X-Location where to go on; a refusal comes as the page with its errors and takes this one's place.

import { all, fill, one } from '../core/dom.js';

const MB = 1024 * 1024;

// Says at once what the server would only say after the last byte.
function tooLarge(input) {
  const most = Number(input.dataset.most) || Infinity;
  const file = Array.from(input.files || []).find((each) => each.size > most);
  return file ? fill(input.dataset.tooLarge, { name: file.name, most: Math.round(most / MB) }) : '';
}

function show(form, percent, words) {
  const part = one('[data-uploading]', form);
  const text = one('[data-uploading-text]', part);
  part.hidden = false;
  one('progress', part).value = percent;
  text.textContent = fill(text.dataset[words], { percent });
}

function replaced(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const main = one('main', page);
  if (!main) return false;
  one('main').replaceWith(document.adoptNode(main));
  start();
  const wrong = one('[aria-invalid="true"]') || one('[data-errors]') || one('main');
  if (wrong) wrong.focus();
  window.scrollTo(0, 0);
  return true;
}

// An address that differs from this page's in its anchor alone would not be loaded.
function goTo(where) {
  const { pathname, search } = window.location;
  const next = new URL(where, window.location.href);
  window.location.assign(where);
  if (next.hash && next.pathname === pathname && next.search === search) window.location.reload();
}

function send(form, button) {
  const data = new FormData(form);
  if (button && button.name) data.append(button.name, button.value);
  const request = new XMLHttpRequest();
  const buttons = all('[type="submit"]', form);
  const done = (failed) => {
    delete form.dataset.sent;
    for (const each of buttons) each.disabled = false;
    if (failed) show(form, 0, 'failed');
  };
  request.open('POST', form.action);
  request.setRequestHeader('X-Upload', '1');
  request.setRequestHeader('Accept', 'text/html');
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    show(form, percent, percent < 100 ? 'sending' : 'storing');
  });
  request.addEventListener('load', () => {
    const where = request.getResponseHeader('X-Location');
    if (where) { goTo(where); return; }
    if (!replaced(request.responseText)) done(true);
  });
  request.addEventListener('error', () => done(true));
  for (const each of buttons) each.disabled = true;
  form.dataset.sent = 'yes';
  show(form, 0, 'sending');
  request.send(data);
}

function start() {
  for (const input of all('form[data-upload] input[type="file"]')) {
    input.addEventListener('change', () => input.setCustomValidity(tooLarge(input)));
  }
  for (const form of all('form[data-upload]')) {
    form.addEventListener('submit', (event) => {
      const chosen = all('input[type="file"]', form).some((input) => input.files.length);
      if (event.defaultPrevented || form.dataset.sent || !chosen) return;
      event.preventDefault();
      send(form, event.submitter);
    });
  }
}

start();
