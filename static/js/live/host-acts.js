// Sending what a button says, once: the same request is repeated until the server has answered, and what the rules
// refuse is said in their own words.

import { one } from '../core/dom.js';
import { HttpError, postJson, requestId } from '../core/http.js';

const TRIES = 4;
const SHOWN = 7000;
const ARMED = 2500;
let hiding = null;

export function say(text, good = false) {
  const place = one('[data-said]');
  place.textContent = text;
  place.classList.toggle('hostsaid--ok', good);
  place.hidden = !text;
  clearTimeout(hiding);
  if (text) hiding = setTimeout(() => { place.hidden = true; }, SHOWN);
}

// A button that needs two presses asks for the second; true when it may act now.
export function arm(button) {
  const { twice, armed } = button.dataset;
  if (!twice || armed || everybodyAnswered()) return true;
  const label = one('span', button);
  const before = label.textContent;
  label.textContent = twice;
  button.dataset.armed = 'yes';
  setTimeout(() => { delete button.dataset.armed; label.textContent = before; }, ARMED);
  return false;
}

function everybodyAnswered() {
  const received = one('[data-received]');
  const expected = one('[data-expected]');
  return Boolean(received && expected && Number(expected.textContent) > 0 && Number(received.textContent) >= Number(expected.textContent));
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

async function post(fields) {
  const { unreachable, failed } = one('[data-host]').dataset;
  const request = { ...fields, request_id: requestId() };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await postJson(one('#act').action, request, { timeout: 4000 });
    } catch (error) {
      if (error instanceof HttpError && error.status < 500) throw error;
      if (attempt === TRIES) throw new Error(failed);
      say(unreachable);
      await pause(400 * attempt);
    }
  }
}

// Resolves to '' when it was done, else to the words of the refusal.
export async function order(fields) {
  try {
    await post(fields);
    return '';
  } catch (error) {
    return error.message;
  }
}

export async function send(fields, button) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  const refused = await order(fields);
  button.removeAttribute('aria-busy');
  say(refused);
}
