// The host's console: the contest's line, buttons by hand and by key, dialogs. Without this file its forms do the same.

import { all, one } from '../core/dom.js';
import { serverNow } from './clock.js';
import { openFeed } from './feed.js';
import { arm, send } from './host-acts.js';
import { openDialog } from './host-dialog.js';
import { listenToKeys } from './host-keys.js';
import { swap } from './host-swap.js';

const console_ = one('[data-host]');

function count({ received, expected }) {
  for (const element of all('[data-received]', console_)) element.textContent = received;
  for (const element of all('[data-expected]', console_)) element.textContent = expected;
  for (const bar of all('[data-received-bar]', console_)) { bar.max = expected || 1; bar.value = received; }
}

// Presses that came second arrive after the first one was told; they are looked up once the hall has gone quiet.
let looking = null;
function followers() {
  clearTimeout(looking);
  const place = one('[data-followers]', console_);
  if (!place) return;
  looking = setTimeout(async () => {
    const response = await fetch(place.dataset.followers, { credentials: 'same-origin' }).catch(() => null);
    if (!response || !response.ok || !place.isConnected) return;
    const inside = new DOMParser().parseFromString(await response.text(), 'text/html');
    place.replaceChildren(...all('[data-late]', inside).slice(0, 4));
  }, 900);
}

function line(state) {
  const element = one('[data-line]');
  element.dataset.state = state;
  element.textContent = element.dataset[state];
}

// A hand on the mouse has pressed and is gone: the space bar must not press the same button again.
function letGo(event, button) {
  if (event.detail > 0) { button.blur(); console_.focus({ preventScroll: true }); }
}

document.addEventListener('click', (event) => {
  const dialogLink = event.target.closest('a[data-dialog]');
  const button = event.target.closest('button[name="act"]');
  if (!dialogLink && !button) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const element = dialogLink || button;
  letGo(event, element);
  if (button && !arm(button)) return; // its list stays open for the second press
  for (const open of all('details.more[open]', console_)) if (open.contains(element)) open.open = false;
  if (dialogLink) openDialog(dialogLink.href, element);
  else send(JSON.parse(button.value), button);
});

openFeed({
  url: console_.dataset.stream,
  pollUrl: console_.dataset.events,
  after: console_.dataset.sequence,
  onFrame(kind, data) { if (data.html) { swap(console_, data.html); followers(); } },
  onCount: count,
  onState: line,
});

followers();
listenToKeys();

const clock = one('[data-wall-clock]');
const showTime = () => { clock.textContent = new Date(serverNow()).toLocaleTimeString('zh-CN', { hour12: false }); };
showTime();
setInterval(showTime, 1000);
