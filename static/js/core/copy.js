// Copies the text of [data-copy] and says so on the button. Plain HTTP has no navigator.clipboard; a selected field does it there.

import { make, one } from './dom.js';

export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try { await navigator.clipboard.writeText(text); return true; } catch (error) { /* asks again the old way */ }
  }
  const area = make('textarea', { class: 'sr', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  let done = false;
  try { done = document.execCommand('copy'); } catch (error) { done = false; }
  area.remove();
  return done;
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const label = one('[data-copy-label]', button) || button;
  const before = label.textContent;
  label.textContent = (await copyText(button.dataset.copy)) ? button.dataset.copyDone : button.dataset.copyFailed;
  button.focus();
  setTimeout(() => { label.textContent = before; }, 2000);
});
