// The button of a page made for paper.

import { one } from './dom.js';

const button = one('[data-print]');
if (button) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
