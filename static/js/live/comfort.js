// Small comforts of the player's page: the screen stays on where the browser allows it, and letters may be larger.

import { one } from '../core/dom.js';

const remembered = (key) => { try { return localStorage.getItem(key); } catch (error) { return null; } };
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch (error) { /* for this page only */ } };

async function stayAwake() {
  if (document.hidden) return;
  try { await navigator.wakeLock.request('screen'); } catch (error) { /* the battery is low; the page says nothing of it */ }
}

// Plain HTTP in a local network has no wake lock: then the page says once how to set the phone.
export function keepAwake() {
  if (window.isSecureContext && navigator.wakeLock) {
    document.addEventListener('visibilitychange', stayAwake);
    stayAwake();
    return;
  }
  const hint = one('[data-awake]');
  if (remembered('live:awake') || !matchMedia('(pointer: coarse)').matches) return;
  hint.hidden = false;
  one('[data-awake-close]', hint).addEventListener('click', () => { hint.hidden = true; remember('live:awake', 'said'); });
}

export function largerType() {
  const button = one('[data-type-size]');
  const apply = (on) => {
    document.body.classList.toggle('large-type', on);
    button.setAttribute('aria-pressed', String(on));
  };
  const kept = remembered('live:type');
  apply(kept ? kept === 'large' : document.body.classList.contains('large-type'));
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    apply(on);
    remember('live:type', on ? 'large' : 'normal');
  });
}
