// Bold, raised, lowered and pictures in an item's texts: by the tools, by Ctrl+B, by paste and by drop.

import { all, make, one } from '../core/dom.js';

const KINDS = /^image\/(png|jpeg|webp|gif)$/;

// Typed as if by hand, so that the browser's own undo takes it back.
function type(field, text, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand || !document.execCommand('insertText', false, text)) {
    field.setRangeText(text, from, to, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function wrap(field, mark) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const inside = value.slice(from, to);
  type(field, `${mark}${inside}${mark}`, from, to);
  const at = inside ? from + inside.length + 2 * mark.length : from + mark.length;
  field.setSelectionRange(at, at);
}

function asDataUrl(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result));
    reader.addEventListener('error', () => resolve(''));
    reader.readAsDataURL(file);
  });
}

async function send(tools, file, described) {
  const body = new FormData();
  body.append('picture', file, file.name || 'picture.png');
  body.append('alt', described);
  const token = one('meta[name="csrf-token"]');
  const response = await fetch(tools.dataset.upload, {
    method: 'POST', body, credentials: 'same-origin', headers: { Accept: 'application/json', 'X-CSRFToken': token.content },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail || tools.dataset.textFailed);
  return answer.reference;
}

// Shows the picture, asks for its description, sends it; resolves to the reference, or to "" when it was left.
async function ask(tools, file) {
  const words = tools.dataset;
  const wrong = make('p', { class: 'field__error', role: 'alert' });
  const shown = make('img', { class: 'picture', alt: '', src: await asDataUrl(file) });
  const input = make('input', { id: 'picture-alt', maxlength: '200', autocomplete: 'off' });
  const label = make('label', { class: 'field__label', for: 'picture-alt' }, words.textAlt);
  const no = make('button', { type: 'button', class: 'button' }, words.textCancel);
  const yes = make('button', { type: 'submit', class: 'button button--primary' }, words.textInsert);
  const form = make('form', { method: 'dialog' }, make('h2', { class: 'dialog__title', id: 'picture-title' }, words.textTitle), shown,
    make('div', { class: 'field' }, label, make('div', { class: 'field__control' }, input), wrong), make('div', { class: 'buttons' }, no, yes));
  const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': 'picture-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    const finish = (reference) => { dialog.close(); dialog.remove(); resolve(reference); };
    no.addEventListener('click', () => finish(''));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); finish(''); });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!input.value.trim()) { wrong.textContent = words.textNeed; input.focus(); return; }
      yes.disabled = true;
      wrong.textContent = words.textBusy;
      try {
        finish(await send(tools, file, input.value.trim()));
      } catch (error) {
        wrong.textContent = error instanceof TypeError ? words.textFailed : error.message;
        yes.disabled = false;
      }
    });
  });
}

export function marks(form, changed) {
  const tools = one('[data-marks]', form);
  const picker = one('[data-file]', tools);
  const texts = () => all('[data-rich]', form);
  let field = form.elements.stem;
  form.addEventListener('focusin', (event) => { if (event.target.matches('[data-rich]')) field = event.target; });

  async function insert(file, into) {
    if (!file) return;
    if (!KINDS.test(file.type)) { window.alert(tools.dataset.textKind); return; }
    const { selectionStart: from, selectionEnd: to } = into;
    const reference = await ask(tools, file);
    if (!reference) { into.focus(); return; }
    const line = into.tagName === 'TEXTAREA' && from > 0 && into.value[from - 1] !== '\n' ? '\n' : '';
    type(into, line + reference, from, to);
    changed();
  }

  tools.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.wrap) { wrap(field, button.dataset.wrap); changed(); }
    else picker.click();
  });
  picker.addEventListener('change', () => { insert(picker.files[0], field); picker.value = ''; });

  form.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'b' || !texts().includes(event.target)) return;
    event.preventDefault();
    wrap(event.target, '**');
    changed();
  });
  form.addEventListener('paste', (event) => {
    if (!texts().includes(event.target) || !event.clipboardData) return;
    const file = Array.from(event.clipboardData.files).find((one_) => KINDS.test(one_.type));
    if (!file || event.clipboardData.getData('text/plain')) return; // a cell of a sheet comes as text and picture
    event.preventDefault();
    insert(file, event.target);
  });
  form.addEventListener('dragover', (event) => {
    if (event.target.closest('[data-rich]') && Array.from(event.dataTransfer.types).includes('Files')) event.preventDefault();
  });
  form.addEventListener('drop', (event) => {
    const into = event.target.closest('[data-rich]');
    if (!into || !event.dataTransfer.files.length) return;
    event.preventDefault();
    insert(event.dataTransfer.files[0], into);
  });
}
