// A finished contest played again: pictures made by the server, in slices, at 1× to 20×, step by step or from a question on.
//
// Time is the contest's own, run faster; where nothing happened for long, the wait is cut short.
// Keys: space plays and pauses, ← → step, m sound, f full screen.

import { all, one } from '../core/dom.js';
import { getJson } from '../core/http.js';
import { cue, ticks } from './cues.js';
import { mount } from './stage.js';
import { setUp } from './tools.js';

const PATIENCE = 4000; // of the contest's milliseconds without anything to see
const AHEAD = 12;

const main = one('[data-replay]');
const pictures = [];
const whole = Number(main.dataset.sequence);

let at = -1; // the picture that is up
let clock = 0; // the contest's time
let playing = false;
let last = performance.now();
let loading = null;

async function load() {
  const after = pictures.length ? pictures[pictures.length - 1].n : 0;
  if (after >= whole) return;
  loading = loading || getJson(`${main.dataset.pictures}?after=${after}`).then((more) => { pictures.push(...more); loading = null; }, () => { loading = null; });
  await loading;
}

async function reach(n) {
  while ((!pictures.length || pictures[pictures.length - 1].n < n) && pictures.length < whole) {
    const before = pictures.length;
    await load(); // eslint-disable-line no-await-in-loop
    if (pictures.length === before) return;
  }
}

// The rings run by the contest's clock, so the page's own countdowns leave them alone.
function borrow() {
  for (const ring of all('[data-closes-at], [data-opens-at]', main)) {
    ring.dataset.until = String(Date.parse(ring.dataset.closesAt || ring.dataset.opensAt));
    ring.dataset.ticks = ring.dataset.until;
    delete ring.dataset.closesAt;
    delete ring.dataset.opensAt;
  }
}

function figures(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function draw() {
  for (const ring of all('[data-until]', main)) {
    const left = Math.max(0, Number(ring.dataset.until) - clock);
    const share = Math.min(1, left / (1000 * Number(ring.dataset.limit) || 1));
    ring.style.setProperty('--share', share.toFixed(4));
    ring.dataset.level = share <= 0.1 ? 'last' : share <= 0.3 ? 'warn' : '';
    const figure = one('[data-left]', ring);
    if (figure) figure.textContent = figures(left);
  }
  const picture = pictures[at];
  if (!picture) return;
  for (const element of all('[data-count-received]', main)) {
    if (picture.arrived.length) element.textContent = picture.arrived.filter((moment) => moment <= clock).length;
  }
  one('[data-course]').value = picture.n;
  one('[data-time]').textContent = new Date(clock).toLocaleTimeString(document.documentElement.lang, { hour12: false });
}

function put(index, silent) {
  at = index;
  const picture = pictures[at];
  clock = picture.at;
  const { same, scene } = mount(main, picture.html);
  borrow();
  draw();
  if (!silent) cue(picture.kind, scene, same);
  if (pictures.length - at < AHEAD) load();
}

function play(on) {
  playing = on;
  last = performance.now();
  const button = one('[data-play]');
  button.setAttribute('aria-pressed', String(on));
  one('[data-label]', button).textContent = on ? button.dataset.on : button.dataset.off;
}

async function step(by) {
  play(false);
  await reach(by > 0 && pictures[at] ? pictures[at].n + 1 : 0);
  const next = at + by;
  if (pictures[next]) put(next, by < 0);
}

async function jump(n) {
  await reach(n);
  const index = pictures.findIndex((picture) => picture.n >= n);
  if (index >= 0) put(index, true);
}

// How long the picture that is up stays, in the contest's time: to the next one, or as long as a clock on it runs.
function due() {
  const { at: since } = pictures[at];
  const clocks = all('[data-until]', main).map((ring) => Number(ring.dataset.until) - since + 1000);
  return Math.min(pictures[at + 1].at - since, Math.max(PATIENCE, ...clocks));
}

function frame(now) {
  const passed = Math.min(now - last, 1000) * Number(one('[data-speed]').value);
  last = now;
  if (playing && pictures[at]) {
    clock += passed;
    if (!pictures[at + 1]) { if (pictures[at].n >= whole) play(false); else load(); }
    while (playing && pictures[at + 1] && clock - pictures[at].at >= due()) {
      const over = clock - pictures[at].at - due();
      put(at + 1, false);
      clock += Math.min(over, 50);
      if (over < 50) break;
    }
    draw();
  }
  requestAnimationFrame(frame);
}

function keys(event) {
  if (event.target.closest('select, button') && event.key === ' ') return;
  if (event.target.closest('select')) return;
  if (event.key === ' ') { event.preventDefault(); play(!playing); }
  if (event.key === 'ArrowRight') step(1);
  if (event.key === 'ArrowLeft') step(-1);
}

setUp();
one('[data-play]').addEventListener('click', () => play(!playing));
for (const button of all('[data-step]')) button.addEventListener('click', () => step(Number(button.dataset.step)));
one('[data-jump]').addEventListener('change', (event) => jump(Number(event.target.value)));
document.addEventListener('keydown', keys);
setInterval(ticks, 100);
load().then(() => { if (pictures.length) { put(0, true); requestAnimationFrame(frame); } });
