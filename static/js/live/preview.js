// The preview of the wall: arrows go on and back, the space bar turns to the answer, Escape leaves.

import { one } from '../core/dom.js';

document.addEventListener('keydown', (event) => {
  if (event.target.closest('a, button, input') && event.key === ' ') return;
  const link = event.key === 'Escape' ? one('.previewbar__item') : one(`[data-key="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
