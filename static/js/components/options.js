// Answers: keys 1–6 and A–F choose, the count of chosen ones is shown, a button may wait for a choice.
// readResponse(root) gives what stands in [data-response] in the shape of the API; null when nothing does.
// A button with data-when-empty="选一项后提交" is off, with these words, until there is an answer.

import { all, fill, one } from '../core/dom.js';

const checked = (root) => all('.option__input', root).filter((input) => input.checked).map((input) => input.value);

const order = (root) => all('[data-id]', root).map((row) => row.dataset.id);

const READERS = {
  single: (root) => checked(root)[0] || null,
  boolean: (root) => checked(root)[0] || null,
  multiple: (root) => (checked(root).length ? checked(root) : null),
  ordering: (root) => (root.dataset.touched ? order(root) : null),
  matching: (root) => {
    const pairs = all('select[data-left]', root).filter((select) => select.value).map((select) => [select.dataset.left, select.value]);
    return pairs.length ? Object.fromEntries(pairs) : null;
  },
  blank: (root) => {
    const texts = all('input', root).map((input) => input.value.trim());
    return texts.some(Boolean) ? texts : null;
  },
  numeric: (root) => one('input', root).value.trim() || null,
  short: (root) => one('textarea', root).value.trim() || null,
};

export const readResponse = (root) => READERS[root.dataset.type](root);

function refresh(root) {
  const count = one('[data-chosen-count]', root.closest('[data-question], form, main') || document);
  if (count && root.dataset.type === 'multiple') count.textContent = checked(root).length ? fill(count.dataset.text, { n: checked(root).length }) : '';
  const form = root.closest('form');
  const button = form && all('[data-when-empty]').find((each) => each.form === form);
  if (!button) return;
  const empty = readResponse(root) === null;
  if (!button.dataset.label) button.dataset.label = button.textContent.trim();
  button.disabled = empty;
  button.textContent = empty ? button.dataset.whenEmpty : button.dataset.label;
}

function place(key) {
  if (/^[1-9]$/.test(key)) return Number(key) - 1;
  return /^[a-h]$/i.test(key) ? key.toLowerCase().charCodeAt(0) - 97 : -1;
}

const typing = (target) => target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const groups = all('[data-options]').filter((each) => each.offsetParent);
  const group = event.target.closest('[data-options]') || (groups.length === 1 ? groups[0] : null);
  const input = group && all('.option__input', group)[place(event.key)];
  if (!input || input.disabled || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  input.focus();
  input.click();
});

for (const name of ['input', 'change']) {
  document.addEventListener(name, (event) => {
    const root = event.target.closest('[data-response]');
    if (!root) return;
    root.dataset.touched = 'yes';
    refresh(root);
  }, true);
}

// Makes ready what stands on the page, or what came onto it.
export function prepare() {
  if (one('[data-ordering]')) import('./ordering.js').then((ordering) => ordering.number());
  for (const root of all('[data-response]')) refresh(root);
}

prepare();
