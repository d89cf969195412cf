// The list of items: on a wide desk a row shows its item in the pane beside it; on a phone the filters start folded.

import { all, one } from '../core/dom.js';

const wide = window.matchMedia('(min-width: 1240px)');
const list = one('[data-items]');
const pane = one('[data-preview]');
const fold = one('[data-fold]');

if (fold && !window.matchMedia('(min-width: 1024px)').matches) fold.open = false;

async function show(link) {
  const response = await fetch(link.href, { headers: { 'X-Fragment': 'preview' }, credentials: 'same-origin' });
  if (!response.ok) throw new Error(String(response.status));
  pane.innerHTML = await response.text();
  pane.scrollTop = 0;
  for (const row of all('.itemlist__row--on', list)) row.classList.remove('itemlist__row--on');
  link.closest('.itemlist__row').classList.add('itemlist__row--on');
  const here = new URL(window.location.href);
  here.searchParams.set('item', link.dataset.item);
  window.history.replaceState(null, '', here);
}

document.addEventListener('keydown', (event) => {
  const search = one('[data-search]');
  if (event.key !== '/' || !search || event.ctrlKey || event.metaKey || event.target.closest('input, textarea, select')) return;
  event.preventDefault();
  search.focus();
  search.select();
});

if (list && pane) {
  list.addEventListener('click', (event) => {
    const link = event.target.closest('[data-item]');
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link).catch(() => window.location.assign(link.href));
  });
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = all('[data-item]', list);
    const next = links[links.indexOf(document.activeElement) + step];
    if (!step || !wide.matches || !next) return;
    event.preventDefault();
    next.focus();
    show(next).catch(() => {});
  });
}
