// The server's time on this device, and every countdown drawn by it. A phone whose clock is wrong shows the right rest.
//
//   [data-closes-at="RFC 3339"] [data-limit="seconds"]   ends then; sends `closes` once
//   [data-opens-at="RFC 3339"] [data-limit]              the same before answers are taken; sends `opens` once
// Inside: [data-left] the seconds in figures · [data-left-bar] scaled to the rest · [data-left-said] (data-text="{n}")
// says the rest to readers at 10 and 5 seconds. On the element: the property --share, and data-level warn or last.

import { observe, serverNow } from '../core/clock.js';
import { all, fill, one, send } from '../core/dom.js';
import { postJson } from '../core/http.js';

const SAID = [10, 5];
const KEPT = 8;
const trips = [];

export { serverNow };

// The server wrote `now` before it was received: it is at least that late there.
export function hear(now) {
  const at = Date.parse(now);
  if (Number.isFinite(at)) observe(at, Infinity, Date.now(), Date.now());
}

// Asks for the time some times in a row. Each answer's stamp goes straight back, so that the server measures the way too.
export async function measure(url, times = 1) {
  let seen = null;
  for (let i = 0; i < times; i += 1) {
    const sent = Date.now();
    const began = performance.now();
    const { now, stamp } = await postJson(url, { seen }, { timeout: 4000 });
    const trip = performance.now() - began;
    const at = Date.parse(now);
    observe(at, at, sent, sent + trip);
    trips.push(trip);
    seen = stamp;
  }
  trips.splice(0, Math.max(0, trips.length - KEPT));
}

// The smallest round trip of late, in whole milliseconds; null before any was measured.
export const roundTrip = () => (trips.length ? Math.round(Math.min(...trips)) : null);

function figures(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function say(element, left) {
  const voice = one('[data-left-said]', element);
  const seconds = Math.ceil(left / 1000);
  if (!voice || !SAID.includes(seconds) || voice.dataset.said === String(seconds)) return;
  voice.dataset.said = String(seconds);
  voice.textContent = fill(voice.dataset.text, { n: seconds });
}

function draw(element, moment, name) {
  const left = Math.max(0, Date.parse(moment) - serverNow());
  const whole = Number(element.dataset.limit) * 1000;
  const share = whole ? Math.min(1, left / whole) : 1;
  element.style.setProperty('--share', share.toFixed(4));
  element.dataset.level = share <= 0.1 ? 'last' : share <= 0.3 ? 'warn' : '';
  const number = one('[data-left]', element);
  if (number && number.textContent !== figures(left)) number.textContent = figures(left);
  const bar = one('[data-left-bar]', element);
  if (bar) bar.style.transform = `scaleX(${share})`;
  say(element, left);
  if (left || element.dataset.ended === moment) return;
  element.dataset.ended = moment;
  send(element, name);
}

// Draws at once what came onto the page; the rest is drawn as time goes.
export function tick() {
  for (const element of all('[data-closes-at]')) draw(element, element.dataset.closesAt, 'closes');
  for (const element of all('[data-opens-at]')) draw(element, element.dataset.opensAt, 'opens');
}

tick();
setInterval(tick, 200);
