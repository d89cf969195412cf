// Answers on their way to the server. Each stays in localStorage until the server said 200, so it survives a lost
// line, a reload and a closed browser; two tabs of one attempt see each other's answers.
//
// new Outbox({ attempt, url, onState(position, state, text), onAnswer(position, response), onLine({ lost, gone, waiting }),
//              onClosed(), onDone() })   state: saving, waiting, saved or refused

import { HttpError, postJson, requestId } from '../core/http.js';

const ADOPT = 5000; // an answer that another tab has not sent by then is sent from here
const LONGEST = 30000;

const backoff = (failures) => Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + Math.random());

// Private windows may refuse to store; then the answers last as long as the page.
function makeStore(key) {
  let memory = null;
  return {
    key,
    read() {
      try { memory = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { memory = memory || {}; }
      return memory;
    },
    write(value) {
      memory = value;
      try {
        if (Object.keys(value).length) localStorage.setItem(key, JSON.stringify(value));
        else localStorage.removeItem(key);
      } catch (error) { /* kept in memory */ }
    },
  };
}

export class Outbox {
  constructor(options) {
    this.options = options;
    this.store = makeStore(`paper:${options.attempt}`);
    this.latest = {}; // by position: the newest answer known here, sent or not
    this.own = new Set(); // stamps given by this tab
    this.failures = 0;
    this.gone = false;
    this.closed = false;
    window.addEventListener('storage', (event) => { if (event.key === this.store.key) this.hear(event); });
    window.addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hurry(); });
    setInterval(() => this.flush(), ADOPT);
  }

  // What waited from before: shown in the fields again and sent.
  resume() {
    for (const [position, entry] of Object.entries(this.store.read())) {
      this.latest[position] = entry;
      this.own.add(entry.stamp);
      this.options.onAnswer(position, entry.response);
      this.options.onState(position, 'waiting');
    }
    this.flush();
  }

  put(position, response) {
    if (this.closed) return;
    const entry = { response, stamp: requestId(), at: Date.now() };
    this.own.add(entry.stamp);
    this.latest[position] = entry;
    this.store.write({ ...this.store.read(), [position]: entry });
    this.options.onState(position, this.failures ? 'waiting' : 'saving');
    this.tell();
    if (!this.failures) this.flush();
  }

  waiting() { return Object.keys(this.store.read()).length; }

  hear(event) {
    if (this.closed) return;
    if (event.newValue === '{"done":true}') { this.end(); this.options.onDone(); return; }
    const now = JSON.parse(event.newValue || '{}');
    for (const [position, entry] of Object.entries(now)) {
      if (this.latest[position] && this.latest[position].stamp === entry.stamp) continue;
      this.latest[position] = entry;
      this.options.onAnswer(position, entry.response);
      this.options.onState(position, 'waiting');
    }
    const before = JSON.parse(event.oldValue || '{}');
    for (const position of Object.keys(before)) if (!(position in now)) this.options.onState(position, 'saved');
    this.tell();
  }

  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.flush();
  }

  due() {
    return Object.entries(this.store.read()).filter(([, entry]) => this.own.has(entry.stamp) || Date.now() - entry.at > ADOPT);
  }

  // Resolves when everything was sent or the line failed. One request at a time, so that none overtakes another.
  flush() {
    if (!this.sending) this.sending = this.run().finally(() => { this.sending = null; });
    return this.sending;
  }

  async run() {
    let entries = this.due();
    while (entries.length && !this.closed && !this.gone && !this.timer) {
      const batch = Object.fromEntries(entries);
      try {
        const given = Object.fromEntries(entries.map(([position, entry]) => [position, entry.response]));
        await postJson(this.options.url, { answers: given, request_id: requestId() });
        this.failures = 0;
        this.acknowledge(batch);
      } catch (error) {
        this.refuse(error, batch);
      }
      this.tell();
      entries = this.due();
    }
  }

  acknowledge(batch) {
    const left = this.store.read();
    for (const [position, entry] of Object.entries(batch)) {
      const newest = this.latest[position] || entry;
      if (left[position] && left[position].stamp === entry.stamp) delete left[position];
      // Another tab's newer answer may have been overtaken by this one: say it again.
      else if (!left[position] && newest.stamp !== entry.stamp) { left[position] = newest; this.own.add(newest.stamp); }
      if (!left[position]) this.options.onState(position, 'saved');
    }
    this.store.write(left);
  }

  refuse(error, batch) {
    const status = error instanceof HttpError ? error.status : 0;
    if (status === 409 || status === 404) { this.end(); this.options.onClosed(); return; }
    if (status === 400 || status === 401 || status === 403) { this.gone = true; return; }
    const field = status === 422 && error.body ? error.body.field : '';
    if (field in batch) {
      const left = this.store.read();
      if (left[field] && left[field].stamp === batch[field].stamp) delete left[field];
      this.store.write(left);
      this.options.onState(field, 'refused', error.message);
      return;
    }
    this.failures += 1;
    for (const position of Object.keys(batch)) this.options.onState(position, 'waiting');
    this.timer = setTimeout(() => this.hurry(), backoff(this.failures));
  }

  tell() { this.options.onLine({ lost: this.failures > 0, gone: this.gone, waiting: this.waiting() }); }

  // Nothing more is sent and nothing is kept. `done` sends the other tabs to the result.
  end(done = false) {
    this.closed = true;
    clearTimeout(this.timer);
    if (done) this.store.write({ done: true });
    this.store.write({});
  }
}
