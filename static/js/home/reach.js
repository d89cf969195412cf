// The organiser's connection page: each phone that opens the test page is named here at once.
//
// <div data-reach-stream="…" data-came="{device} …"> [data-reach-none] [data-reach-seen]

import { openFeed } from '../core/feed.js';
import { fill, make, one } from '../core/dom.js';

const SHOWN = 12;
const root = one('[data-reach-stream]');
const list = one('[data-reach-seen]', root);

function came({ data }) {
  if (!data) return; // the stream's first event, or one that says to look again: there is nothing kept to look at
  const text = fill(root.dataset.came, { device: data });
  for (const line of Array.from(list.children)) if (line.textContent === text) line.remove();
  list.prepend(make('li', {}, text));
  while (list.children.length > SHOWN) list.lastChild.remove();
  one('[data-reach-none]', root).hidden = true;
}

openFeed({ stream: root.dataset.reachStream, kinds: ['phone'], onEvent: came });
