// Timers on the server's clock: [data-timer] in figures, [data-clock] as a bar. At the end each sends `deadline`.

import { serverNow } from '../core/clock.js';
import { all, fill, one, send } from '../core/dom.js';

const SPOKEN = [30, 10, 5];
const two = (n) => String(n).padStart(2, '0');

export function clockText(milliseconds, daysText) {
  const seconds = Math.ceil(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (hours >= 24) return fill(daysText, { days: Math.floor(hours / 24), clock: `${two(hours % 24)}:${rest}` });
  return hours ? `${hours}:${rest}` : rest;
}

const level = (share) => (share <= 0.1 ? 'wrong' : share <= 0.3 ? 'warn' : '');

function paint(element, base, share) {
  for (const name of ['warn', 'wrong']) element.classList.toggle(`${base}--${name}`, level(share) === name);
}

function say(element, seconds) {
  const voice = element.nextElementSibling;
  if (!voice || !voice.matches('[data-timer-said]') || !SPOKEN.includes(seconds) || element.dataset.said === String(seconds)) return;
  element.dataset.said = String(seconds);
  voice.textContent = fill(voice.dataset.text, { n: seconds });
}

function update(element) {
  const left = Math.max(0, Date.parse(element.dataset.deadline) - serverNow());
  const whole = Number(element.dataset.seconds) * 1000;
  const share = whole ? Math.min(1, left / whole) : 1;
  if ('clock' in element.dataset) {
    paint(element, 'clock', share);
    element.firstElementChild.style.transform = `scaleX(${share})`;
  } else {
    paint(element, 'timer', share);
    const text = left ? clockText(left, element.dataset.days) : element.dataset.over;
    const figures = one('[data-left]', element);
    if (figures.textContent !== text) figures.textContent = text;
    const word = one('[data-left-word]', element);
    if (word) word.hidden = !left;
    say(element, Math.ceil(left / 1000));
  }
  if (!left && element.dataset.ended !== element.dataset.deadline) {
    element.dataset.ended = element.dataset.deadline;
    send(element, 'deadline');
  }
}

const tick = () => all('[data-timer], [data-clock]').forEach(update);

tick();
setInterval(tick, 250);
