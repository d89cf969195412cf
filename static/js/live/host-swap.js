// New HTML in the place of the old, and nothing that the hand was at is lost: focus by id, open lists, scrolled panes.

import { all, one } from '../core/dom.js';
import { tick } from './clock.js';

const PANES = ['.console__left', '.console__mid', '.console__right', '.tools'];

// How to come in is the page's own: what is rendered once for every host does not know under which address.
function fillCode(place) {
  const source = one('template[data-join]');
  if (!source) return;
  for (const name of ['[data-join-address]', '[data-join-code]']) {
    const target = one(name, place);
    if (target && !target.hasChildNodes()) target.append(...one(name, source.content).cloneNode(true).childNodes);
  }
}

export function swap(place, html) {
  const focused = place.contains(document.activeElement) && document.activeElement !== place ? document.activeElement.id : null;
  const open = all('details[open][id]', place).map((each) => each.id);
  const scrolled = PANES.map((pane) => { const element = one(pane, place); return element ? [element.scrollTop, element.scrollLeft] : [0, 0]; });
  place.innerHTML = html;
  PANES.forEach((pane, at) => {
    const element = one(pane, place);
    if (element) { [element.scrollTop, element.scrollLeft] = scrolled[at]; }
  });
  fillCode(place);
  for (const id of open) { const element = document.getElementById(id); if (element) element.open = true; }
  if (focused !== null) (document.getElementById(focused) || one('#main-act', place) || place).focus({ preventScroll: true });
  tick();
}
