// Dialogs that rise from below: [data-sheet="name"] opened by [data-open="name"], closed by [data-close] or a press beside them.

import { all, one } from '../core/dom.js';

const found = (name) => one(`[data-sheet="${name}"]`);

export function close() {
  for (const sheet of all('[data-sheet][open]')) { if (sheet.close) sheet.close(); else sheet.removeAttribute('open'); }
}

// `prepare(name)` fills a dialog before it is seen.
export function open(name, prepare) {
  close();
  prepare(name);
  const sheet = found(name);
  if (sheet.showModal) sheet.showModal(); else sheet.setAttribute('open', '');
}

export function listen(prepare) {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-open]');
    if (opener) open(opener.dataset.open, prepare);
    else if (event.target.closest('[data-close]') || event.target.matches('[data-sheet]')) close();
  });
}
