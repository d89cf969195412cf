// The server's time, as well as it can be known from here.
//
// Every answer of the server bounds the offset: its time was read between sending and receiving. Bounds are
// intersected; when they contradict each other, the device's clock was set, and the newest bound stands.
// The server's Date header has whole seconds, so one answer bounds to a second and a few to a fraction.

import { one } from './dom.js';

let low = -Infinity;
let high = Infinity;

export function observe(serverEarliest, serverLatest, sent, received) {
  if (!Number.isFinite(serverEarliest)) return;
  const newLow = serverEarliest - received;
  const newHigh = serverLatest - sent;
  low = Math.max(low, newLow);
  high = Math.min(high, newHigh);
  if (low > high) [low, high] = [newLow, newHigh];
}

export function observeResponse(response, sent, received) {
  const date = Date.parse(response.headers.get('Date') || '');
  observe(date, date + 1000, sent, received);
}

// Milliseconds to add to the device's clock; 0 until the server was heard. What was only pushed bounds from one side.
export function offset() {
  if (!Number.isFinite(low)) return 0;
  return Number.isFinite(high) ? (low + high) / 2 : low;
}

export const serverNow = () => Date.now() + offset();

function readPage() {
  const meta = one('meta[name="server-now"]');
  const page = performance.getEntriesByType ? performance.getEntriesByType('navigation')[0] : null;
  if (!meta || !page || !page.responseStart) return;
  const at = Date.parse(meta.content);
  const origin = Date.now() - performance.now();
  observe(at, at, origin + page.requestStart, origin + page.responseStart);
}

readPage();
