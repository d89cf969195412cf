// Puts a response of the API into the fields of [data-response]; the other way is components/options.js.

import { all, one } from '../core/dom.js';

function choose(root, ids) {
  for (const input of all('.option__input', root)) input.checked = ids.includes(input.value);
}

function order(root, ids) {
  const list = one('[data-ordering]', root);
  for (const id of ids || []) list.append(all('[data-id]', list).find((row) => row.dataset.id === id));
  all('[data-id]', list).forEach((row, index) => { one('input', row).value = index + 1; });
}

const WRITERS = {
  single: (root, value) => choose(root, value ? [value] : []),
  boolean: (root, value) => choose(root, value ? [value] : []),
  multiple: (root, value) => choose(root, value || []),
  ordering: order,
  matching: (root, value) => { for (const select of all('select[data-left]', root)) select.value = (value || {})[select.dataset.left] || ''; },
  blank: (root, value) => all('input', root).forEach((input, index) => { input.value = (value || [])[index] || ''; }),
  numeric: (root, value) => { one('input', root).value = value || ''; },
  short: (root, value) => { one('textarea', root).value = value || ''; },
};

export function writeResponse(root, value) {
  if (value !== null) root.dataset.touched = 'yes';
  WRITERS[root.dataset.type](root, value);
}
