// The list of items: how many are chosen, all of the page at once, a run of them with the shift key.

import { all, fill, one } from '../core/dom.js';

const form = one('[data-bulk]');

if (form) {
  const whole = one('[data-bulk-all]', form);
  const count = one('[data-bulk-count]', form);
  const boxes = () => all('[data-bulk-item]');
  let last = null;

  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    count.textContent = chosen ? fill(count.dataset.text, { n: chosen }) : '';
    whole.checked = chosen > 0 && chosen === boxes().length;
    whole.indeterminate = chosen > 0 && !whole.checked;
  };
  whole.addEventListener('change', () => { for (const box of boxes()) box.checked = whole.checked; show(); });
  document.addEventListener('click', (event) => {
    const box = event.target.closest('[data-bulk-item]');
    if (!box) return;
    const row = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [row.indexOf(last), row.indexOf(box)].sort((a, b) => a - b);
      for (const each of row.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
    show();
  });
  window.addEventListener('pageshow', show);
}
