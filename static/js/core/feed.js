// A feed of events: Server-Sent Events while they flow, polling when they do not, the same events either way.
//
// openFeed({ stream, events, kinds, after, onEvent, silence }) → { close() }
//   stream   address of the event stream; `Last-Event-ID` resumes, and `?after=` says it where a header cannot
//   events   address of the same events by polling: GET ?after=N → {"data": [{"id", "event", "data"}]}
//   kinds    names of the events to hear; the server's sign of life is the event `heartbeat`
//   onEvent  called with { id, event, data }
// While the line is lost, [data-feed-lost] is shown; `silence` is how long nothing may come (40 s).

import { getJson } from './http.js';
import { all } from './dom.js';

const POLL = 2000;
const PATIENCE = 3000; // a stream that ends and comes straight back is not a lost line

const jitter = (milliseconds) => milliseconds * (0.5 + Math.random());
const withAfter = (url, after) => (after === null ? url : `${url}${url.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`);

class Feed {
  constructor(options) {
    this.options = { after: null, silence: 40000, kinds: [], ...options };
    this.after = this.options.after;
    this.failures = 0;
    this.heard = Date.now();
    this.closed = false;
    this.watch = setInterval(() => this.check(), 5000);
    this.connect = this.connect.bind(this);
    this.poll = this.poll.bind(this);
    document.addEventListener('visibilitychange', () => { if (!document.hidden && !this.closed) this.check(); });
    this.connect();
  }

  connect() {
    if (this.closed) return;
    if (!window.EventSource || !this.options.stream) { this.fallBack(); return; }
    this.source = new EventSource(withAfter(this.options.stream, this.after));
    this.source.onopen = () => this.alive();
    this.source.onmessage = (message) => this.receive(message);
    this.source.addEventListener('heartbeat', () => this.alive());
    for (const kind of this.options.kinds) this.source.addEventListener(kind, (message) => this.receive(message));
    this.source.onerror = () => this.fail();
  }

  receive(message) {
    this.alive();
    let data = null;
    try { data = JSON.parse(message.data); } catch (error) { data = message.data; }
    this.deliver({ id: message.lastEventId, event: message.type, data });
  }

  deliver(event) {
    if (event.id !== undefined && event.id !== null && event.id !== '') this.after = event.id;
    this.options.onEvent(event);
  }

  alive() {
    this.heard = Date.now();
    this.failures = 0;
    clearTimeout(this.notice);
    this.notice = null;
    this.show(false);
  }

  // Closing and opening again ourselves, with jitter: a hall of phones must not come back in the same instant.
  fail() {
    this.drop();
    if (!this.notice) this.notice = setTimeout(() => this.show(true), PATIENCE);
    this.failures += 1;
    if (this.failures >= 3 && this.options.events) { this.fallBack(); return; }
    clearTimeout(this.timer);
    this.timer = setTimeout(this.connect, jitter(Math.min(1000 * 2 ** this.failures, 15000)));
  }

  check() {
    if (this.polling || !this.source || Date.now() - this.heard < this.options.silence) return;
    if (this.options.events) { this.drop(); this.fallBack(); } else { this.fail(); }
  }

  fallBack() {
    if (!this.options.events || this.closed) return;
    this.polling = true;
    this.rounds = 0;
    this.poll();
  }

  async poll() {
    if (this.closed) return;
    try {
      const answer = await getJson(withAfter(this.options.events, this.after));
      this.alive();
      for (const event of answer.data) this.deliver(event);
    } catch (error) {
      this.show(true);
    }
    this.rounds += 1;
    clearTimeout(this.timer);
    if (this.rounds >= 30 && window.EventSource && this.options.stream) { this.polling = false; this.heard = Date.now(); this.connect(); return; }
    this.timer = setTimeout(this.poll, jitter(POLL));
  }

  drop() {
    if (this.source) this.source.close();
    this.source = null;
  }

  show(lost) {
    for (const element of all('[data-feed-lost]')) element.hidden = !lost;
  }

  close() {
    this.closed = true;
    this.drop();
    clearTimeout(this.timer);
    clearTimeout(this.notice);
    clearInterval(this.watch);
  }
}

export const openFeed = (options) => new Feed(options);
