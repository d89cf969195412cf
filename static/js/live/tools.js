// The few keys of a wall: sound (m), full screen (f), light and dark. Shown while the mouse moves, remembered on this device.

import { all, one } from '../core/dom.js';
import * as sound from './sound.js';

const THEME = 'quizapp.wall.theme';
const REST = 5000;

const read = (name) => { try { return localStorage.getItem(name); } catch (error) { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch (error) { /* a private window forgets it */ } };

function say() {
  const button = one('[data-sound]');
  button.setAttribute('aria-pressed', String(sound.sounding()));
  one('[data-label]', button).textContent = sound.sounding() ? button.dataset.on : button.dataset.off;
  one('[data-tools]').classList.toggle('wall-tools--ask', sound.wished() && !sound.on());
}

function light(on, remembered = true) {
  document.body.classList.toggle('stage--light', on);
  if (remembered) keep(THEME, on ? 'light' : 'dark');
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
}

function chosenTheme() {
  const asked = new URLSearchParams(window.location.search).get('theme');
  if (asked === 'light' || asked === 'dark') light(asked === 'light');
  else if (read(THEME)) light(read(THEME) === 'light', false);
}

function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, select, textarea')) return;
  if (event.key === 'm') { sound.toggle(); say(); }
  if (event.key === 'f') full();
}

let resting = null;
function awake() {
  document.body.classList.add('wall-awake');
  clearTimeout(resting);
  resting = setTimeout(() => document.body.classList.remove('wall-awake'), REST);
}

export function setUp() {
  chosenTheme();
  one('[data-sound]').addEventListener('click', () => { sound.toggle(); say(); });
  one('[data-theme]').addEventListener('click', () => light(!document.body.classList.contains('stage--light')));
  one('[data-full]').addEventListener('click', full);
  document.addEventListener('keydown', keys);
  document.addEventListener('mousemove', awake);
  // Sound was on when this screen was last used: the first click or key brings it back.
  const touches = ['pointerdown', 'keydown'];
  const back = (event) => {
    if (event.key !== 'm' && sound.wished() && !sound.sounding()) { sound.set(true); say(); }
    if (sound.on() || !sound.wished()) for (const name of touches) document.removeEventListener(name, back);
  };
  for (const name of touches) document.addEventListener(name, back);
  say();
  awake();
  for (const button of all('.wall-tool')) button.addEventListener('click', () => button.blur());
}
