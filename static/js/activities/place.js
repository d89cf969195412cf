// Signing in by place: asks the browser where the phone is, fills the form and sends it once. Nothing is kept here.

import { one } from '../core/dom.js';

const form = one('[data-place]');

function say(text) { one('[data-place-status]', form).textContent = text; }

function ask(event) {
  if (form.elements.lat.value) return;
  event.preventDefault();
  if (!window.isSecureContext || !navigator.geolocation) { say(form.dataset.insecure); return; }
  say(form.dataset.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lat.value = coords.latitude;
      form.elements.lng.value = coords.longitude;
      form.elements.accuracy.value = coords.accuracy || 0;
      form.submit();
    },
    () => say(form.dataset.denied),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

if (form) form.addEventListener('submit', ask);
