// Own notes in a material: draws the marks, and takes a chosen passage into the form below.
// Passages are counted in characters without blanks, as the server counts them.

import { all, make, one } from '../core/dom.js';

const BLANK = /[\s\u200b\ufeff]/;
const AROUND = 40;
const MOST = 1000;
const article = one('.reading .prose');
const box = one('[data-notes]');

// Every character of the article that is not blank, with the text node and offset where it stands.
function characters() {
  const found = [];
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let offset = 0;
    for (const char of node.data) {
      if (!BLANK.test(char)) found.push({ char, node, offset });
      offset += char.length;
    }
  }
  return found;
}

// Wraps the part of each text node between two characters; the last first, so that offsets before them hold.
function draw(row) {
  const chars = characters();
  const chosen = chars.slice(Number(row.dataset.start), Number(row.dataset.end));
  if (!chosen.length || chosen.map((one_) => one_.char).join('') !== row.dataset.found) return;
  const parts = new Map();
  for (const { char, node, offset } of chosen) {
    const part = parts.get(node) || [offset, 0];
    part[1] = offset + char.length;
    parts.set(node, part);
  }
  let number = 0;
  for (const [node, [from, to]] of parts) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const mark = make('mark', { class: `noted noted--${row.dataset.kind}`, title: row.dataset.title, 'data-of': row.dataset.note });
    if (!number) mark.id = `noted-${row.dataset.note}`;
    number += 1;
    range.surroundContents(mark);
  }
}

function follow(event) {
  const mark = event.target.closest('.noted');
  if (!mark || !window.getSelection().isCollapsed) return;
  const row = document.getElementById(`note-${mark.dataset.of}`);
  row.scrollIntoView({ block: 'center' });
  const link = one('a', row);
  if (link) link.focus({ preventScroll: true });
}

// What is selected in the article, as the form wants it; null where nothing is.
function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const chars = characters();
  const inside = ({ node, offset }) => range.comparePoint(node, offset) === 0 && !(node === range.endContainer && offset >= range.endOffset);
  const from = chars.findIndex(inside);
  if (from < 0) return null;
  let to = from;
  while (to < chars.length && inside(chars[to])) to += 1;
  const text = (start, end) => chars.slice(Math.max(0, start), end).map(({ char }) => char).join('');
  const quote = selection.toString().replace(/\s+/g, ' ').trim();
  if (!quote || quote.length > MOST) return null;
  return { quote, before: text(from - AROUND, from), after: text(to, to + AROUND), place: from, rect: range.getBoundingClientRect() };
}

let pick = null;
let chosen = null;

function offer() {
  chosen = selected();
  if (!chosen) { if (pick) pick.hidden = true; return; }
  if (!pick) {
    pick = make('button', { type: 'button', class: 'button button--small notepick' }, box.dataset.markLabel);
    pick.addEventListener('pointerdown', (event) => event.preventDefault()); // keeps what is selected
    pick.addEventListener('click', take);
    document.body.append(pick);
  }
  pick.hidden = false;
  const left = Math.min(chosen.rect.left, document.documentElement.clientWidth - pick.offsetWidth - 16);
  pick.style.left = `${Math.max(16, left) + window.scrollX}px`;
  pick.style.top = `${chosen.rect.bottom + window.scrollY + 8}px`;
}

function take() {
  const form = one('[data-note-form]', box);
  for (const name of ['quote', 'before', 'after', 'place']) form.elements[name].value = chosen[name];
  const quoted = one('[data-quoted]', form);
  quoted.textContent = chosen.quote;
  quoted.hidden = false;
  one('[data-whole]', form).hidden = true;
  one('[data-note-box]', box).open = true;
  pick.hidden = true;
  form.scrollIntoView({ block: 'center' });
  form.elements.text.focus({ preventScroll: true });
}

if (article && box) {
  all('[data-note]', box).forEach(draw);
  article.addEventListener('click', follow);
  let timer;
  document.addEventListener('selectionchange', () => { clearTimeout(timer); timer = setTimeout(offer, 250); });
  const there = window.location.hash.startsWith('#noted-') && document.getElementById(window.location.hash.slice(1));
  if (there) there.scrollIntoView({ block: 'center' });
}
