// Puts a new picture on the wall so that what stays moves, what is new comes in, and nothing is cut.
//
// mount(main, html) swaps the scene; [data-place] elements glide from where they stood (order and place tell the change),
// [data-number] counts from the old figure to the new one, [data-count-up] counts up to it, a body with [data-fit] takes the largest step at which all of it is seen.

import { all, make, one } from '../core/dom.js';

const MOVE = 450;
const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

const keyed = (root) => new Map(all('[data-place]', root).map((element) => [element.dataset.place, element]));

function places(root) {
  return new Map([...keyed(root)].map(([key, element]) => {
    const number = element.matches('[data-number]') ? element : one('[data-number]', element);
    return [key, { box: element.getBoundingClientRect(), number: number ? Number(number.dataset.number) : null }];
  }));
}

function glide(element, before) {
  const after = element.getBoundingClientRect();
  const x = before.left - after.left;
  const y = before.top - after.top;
  if (!element.animate || (Math.abs(x) < 1 && Math.abs(y) < 1)) return;
  const way = [{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }];
  const gliding = element.animate(way, { duration: MOVE, easing: 'cubic-bezier(.2, .8, .2, 1)' });
  if (y <= 0) return;
  element.style.zIndex = '1'; // who rises passes in front
  gliding.onfinish = () => { element.style.zIndex = ''; };
}

const shown = (value) => String(Math.round(value * 100) / 100).replace('-', '−');

// From one figure to another, so that the eye sees the points arrive.
export function count(element, from, to) {
  if (still() || from === to) return;
  const began = performance.now();
  const final = element.textContent;
  const step = (now) => {
    const share = Math.min(1, (now - began) / (2 * MOVE));
    const value = from + (to - from) * (1 - (1 - share) ** 3);
    element.textContent = share < 1 ? shown(Number.isInteger(to) ? Math.round(value) : value) : final;
    if (share < 1 && element.isConnected) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function settle(main, before, same) {
  for (const [key, element] of keyed(main)) {
    const was = before.get(key);
    if (was) {
      glide(element, was.box);
      const number = element.matches('[data-number]') ? element : one('[data-number]', element);
      if (number && was.number !== null) count(number, was.number, Number(number.dataset.number));
    } else if (same) {
      element.classList.add('wall-pop');
    }
  }
  for (const figure of all('[data-count-up]', main)) count(figure, 0, Number(figure.dataset.countUp));
}

const overflows = (body) => body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1;

function stepped(body, step) {
  const sized = [...body.classList].find((name) => /--\d+$/.test(name));
  body.classList.replace(sized, sized.replace(/\d+$/, step));
}

// What was reckoned for the lowest screen stands; a taller one has room for more, wider letters need less.
export function fit(root) {
  trim(root);
  for (const body of all('[data-fit]', root)) {
    let step = Number(body.dataset.fit);
    stepped(body, step);
    while (step > 0 && !overflows(body)) { step -= 1; stepped(body, step); }
    while (step + 1 < Number(body.dataset.fits) && overflows(body)) { step += 1; stepped(body, step); }
  }
}

// Names that came in stand in whole rows; what has no room is not shown in half.
function trim(root) {
  for (const list of all('[data-trim]', root)) {
    const end = list.getBoundingClientRect().bottom + 1;
    for (const item of all('li', list)) item.hidden = false;
    for (const item of all('li', list)) item.hidden = item.getBoundingClientRect().bottom > end;
  }
}

// Words that no line begins with: particles (de, le, zhe …) and places (in, on, below).
const LEANS = /^[\u7684\u4e86\u7740\u8fc7\u4eec\u5730\u5f97\u5417\u5462\u5427\u7b49\u4e2d\u4e0a\u4e0b\u91cc]/;
const OPENS = /[（《“‘「『〈【(\[]$/;

// Lines break between words: a browser that knows Chinese words marks them, any other breaks where it does.
export function phrase(root) {
  if (!window.Intl || !Intl.Segmenter) return;
  const words = new Intl.Segmenter('zh', { granularity: 'word' });
  for (const element of all('[data-phrases]', root)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) text.replaceWith(...phrases(words, text.data));
    element.classList.add('wall-phrased');
  }
}

// A text cut where a line may end, with a mark at each cut.
function phrases(words, text) {
  const parts = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    const last = parts[parts.length - 1];
    const joins = !isWordLike && !/^[（《“‘「『〈【(]/.test(segment);
    if (last !== undefined && (joins || LEANS.test(segment) || OPENS.test(last))) parts[parts.length - 1] += segment;
    else parts.push(segment);
  }
  return parts.flatMap((part, index) => (index ? [document.createElement('wbr'), part] : [part]));
}

export function mount(main, html) {
  const fresh = make('div');
  fresh.innerHTML = html;
  const old = one('[data-scene]', main);
  const next = one('[data-scene]', fresh);
  const same = Boolean(old && next && old.dataset.scene === next.dataset.scene);
  const before = places(main);
  main.replaceChildren(...fresh.childNodes);
  phrase(main);
  fit(main);
  if (next && same) next.classList.add('wall-still');
  if (still()) return { same, scene: next };
  if (next && !same) next.classList.add('wall--in');
  settle(main, before, same);
  return { same, scene: next };
}
