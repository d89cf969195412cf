// One tap on its way to the server. It stays until the server said 200 or no: over a lost line, a reload and a closed
// browser; sent again with the same body after 2, 4 and 8 seconds with jitter, and at once when the line is back.
//
// new Sender({ key, pauses, onState(state, entry, more) })   state: sending, waiting, received or refused
//   entry { url, body, tries }   more: the server's answer, or the error that it refused with
// Whether a tap still counts is for the server to say: it goes by when it arrives.

import { HttpError, postJson, requestId } from '../core/http.js';
import { one } from '../core/dom.js';

const PAUSES = [2000, 4000, 8000];
const SOON = 300; // before the opening by this phone's clock alone
const TIMEOUT = 6000;

const jitter = (milliseconds) => milliseconds * (0.75 + Math.random() / 2);

// The page was open for longer than its token lasts, or somebody signed out beside it.
async function renewToken() {
  const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = one('meta[name="csrf-token"]', page);
  if (fresh) one('meta[name="csrf-token"]').content = fresh.content;
}

export class Sender {
  constructor({ key, pauses = PAUSES, onState }) {
    this.key = key;
    this.pauses = pauses;
    this.onState = onState;
    this.entry = null;
    this.busy = false;
    window.addEventListener('online', () => this.hurry());
    window.addEventListener('pageshow', () => this.hurry());
  }

  // Whatever was on its way before belongs to a question that is over.
  send(url, body) {
    this.keep({ url, body: { ...body, request_id: requestId() }, tries: 0 });
    this.run();
  }

  // What was on its way when the page was left.
  resume() {
    try { this.entry = JSON.parse(localStorage.getItem(this.key)); } catch (error) { this.entry = null; }
    if (this.entry) this.run();
  }

  pending(question) { return Boolean(this.entry && this.entry.body.question === question); }

  hurry() { if (this.entry) this.run(); }

  async run() {
    clearTimeout(this.timer);
    if (this.busy || !this.entry) return;
    const { entry } = this;
    entry.tries += 1;
    this.busy = true;
    this.onState(entry.tries > 1 ? 'waiting' : 'sending', entry);
    let answer = null;
    let failed = null;
    try { answer = await postJson(entry.url, entry.body, { timeout: TIMEOUT }); } catch (error) { failed = error; }
    this.busy = false;
    if (entry !== this.entry) { this.run(); return; }
    if (!failed) this.done('received', entry, answer); else this.failed(entry, failed);
  }

  failed(entry, error) {
    const status = error instanceof HttpError ? error.status : 0;
    if (error.code === 'not_open') { this.timer = setTimeout(() => this.run(), SOON); return; }
    if (status === 400 && !entry.renewed) {
      entry.renewed = true;
      renewToken().catch(() => {}).then(() => this.run());
      return;
    }
    if (status && status < 500 && status !== 429) { this.done('refused', entry, error); return; }
    this.onState('waiting', entry);
    const pause = this.pauses[Math.min(entry.tries, this.pauses.length) - 1];
    this.timer = setTimeout(() => this.run(), jitter(pause));
  }

  done(state, entry, more) {
    this.keep(null);
    this.onState(state, entry, more);
  }

  keep(entry) {
    this.entry = entry;
    try {
      if (entry) localStorage.setItem(this.key, JSON.stringify(entry));
      else localStorage.removeItem(this.key);
    } catch (error) { /* it lasts as long as the page */ }
  }
}
