// On every page: small comforts that nothing depends on.

import './clock.js';
import './confirm.js';
import '../components/flash.js';
import { all, one } from './dom.js';

document.documentElement.classList.add('js');
if (one('[data-copy]')) import('./copy.js');

// A strip of tabs wider than the screen begins where the page is.
for (const on of all('.side [aria-current], .tabs [aria-current]')) on.scrollIntoView({ inline: 'center', block: 'nearest' });

// The first field with an error, or the summary when it cannot be reached.
const wrong = one('[aria-invalid="true"]') || one('[data-errors]');
if (wrong) wrong.focus();

// A form that was sent says so on its button and is not sent twice.
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  const button = event.submitter || one('[type="submit"]', event.target);
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  if (!button || !button.dataset.busy) return;
  event.target.dataset.sent = 'yes';
  button.setAttribute('aria-busy', 'true');
  button.dataset.label = button.textContent;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = button.dataset.busy;
});

// Coming back with the browser's button finds the form as it was before it was sent.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of all('form[data-sent]')) delete form.dataset.sent;
  for (const button of all('[aria-busy="true"]')) {
    button.removeAttribute('aria-busy');
    button.textContent = button.dataset.label;
  }
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-reveal]');
  if (!button) return;
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === 'text';
  field.type = shown ? 'password' : 'text';
  button.setAttribute('aria-pressed', String(!shown));
});
