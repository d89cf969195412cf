// A feed of events: Server-Sent Events while they flow, polling when they do not, the same events either way.
//
// openFeed({ stream, events, kinds, after, onEvent, onState, onGone, silence, sleeps, read }) → { close() }
//   stream   address of the event stream; `Last-Event-ID` resumes, and `?after=` says it where a header cannot
//   events   address of the same events by polling: GET ?after=N; `read(body)` makes [{ id, event, data }] of the answer
//   kinds    names of the events to hear; the server's sign of life is the event `heartbeat`
//   onEvent  called with { id, event, data }
//   onState  called with `live`, `polling` or `lost` when that changes; [data-feed-lost] is shown while it is lost
//   onGone   called when the server says that there is nothing (any more) to hear here; the feed is then closed
//   silence  how long nothing may come (40 s); `sleeps`: lets the line go while nobody looks at the page
// Nothing waits for a reload: the feed comes back when the device says that the line is there again, when the page
// is looked at again, and else by itself, with growing pauses and jitter, for a hall comes back in the same instant.

import { getJson } from './http.js';
import { all } from './dom.js';

const POLL = 2000;
const LONGEST_POLL = 8000;
const PATIENCE = 3000; // a stream that ends and comes straight back is not a lost line
const FIRST_WORD = 8000; // a proxy that holds the stream back lets it open and say nothing
const HEARTBEAT = 17000; // the server's 15 s and what they may be late
const DOZE = 15000;
const GONE = [401, 403, 404, 410];

const jitter = (milliseconds) => milliseconds * (0.5 + Math.random());
const withAfter = (url, after) => (after === null ? url : `${url}${url.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`);

class Feed {
  constructor(options) {
    this.options = { after: null, silence: 40000, kinds: [], sleeps: false, onState() {}, onGone() {}, read: (body) => body.data, ...options };
    this.after = this.options.after;
    this.failures = 0;
    this.misses = 0;
    this.heard = Date.now();
    this.listeners = [
      [window, 'online', () => this.wake(0)],
      [window, 'offline', () => this.say('lost')],
      [window, 'pageshow', (event) => { if (event.persisted) this.wake(0); }],
      [document, 'visibilitychange', () => this.look()],
    ];
    for (const [target, name, call] of this.listeners) target.addEventListener(name, call);
    this.watch = setInterval(() => this.check(), 5000);
    this.connect();
  }

  // ---- the stream

  connect() {
    clearTimeout(this.again);
    if (this.closed || this.asleep) return;
    if (!window.EventSource || !this.options.stream) { this.startPolling(); return; }
    this.drop();
    const source = new EventSource(withAfter(this.options.stream, this.after));
    this.source = source;
    if (this.options.events) this.deaf = setTimeout(() => this.fail(), FIRST_WORD);
    const hear = (message) => { if (source === this.source) this.receive(message); };
    source.onmessage = hear;
    source.addEventListener('heartbeat', () => { if (source === this.source) this.alive(); });
    for (const kind of this.options.kinds) source.addEventListener(kind, hear);
    source.onerror = () => { if (source === this.source) this.fail(); };
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

  // The stream spoke: it is the line now.
  alive() {
    this.heard = Date.now();
    this.failures = 0;
    clearTimeout(this.deaf);
    this.stopPolling();
    this.say('live');
  }

  fail() {
    this.drop();
    this.failures += 1;
    if (!this.notice) this.notice = setTimeout(() => this.say('lost'), PATIENCE);
    if (this.failures >= 2) this.startPolling();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), jitter(Math.min(1000 * 2 ** this.failures, this.polling ? 60000 : 15000)));
  }

  drop() {
    clearTimeout(this.deaf);
    if (this.source) this.source.close();
    this.source = null;
  }

  // ---- polling, until the stream speaks again

  startPolling() {
    if (this.polling || !this.options.events || this.closed) return;
    this.polling = true;
    this.poll();
  }

  async poll() {
    clearTimeout(this.next);
    let answer = null;
    let status = 0;
    try { answer = await getJson(withAfter(this.options.events, this.after)); } catch (error) { status = error.status || 0; }
    if (!this.polling || this.closed) return;
    if (GONE.includes(status)) { this.close(); this.options.onGone(status); return; }
    if (answer) this.polled(answer); else { this.misses += 1; this.say('lost'); }
    this.next = setTimeout(() => this.poll(), jitter(Math.min(POLL * 1.5 ** this.misses, LONGEST_POLL)));
  }

  polled(answer) {
    this.heard = Date.now();
    this.say('polling');
    if (this.misses && this.options.stream) { // the server is back: so may the stream be
      this.failures = 0;
      clearTimeout(this.again);
      this.again = setTimeout(() => this.connect(), jitter(1000));
    }
    this.misses = 0;
    for (const event of this.options.read(answer)) this.deliver(event);
  }

  stopPolling() {
    this.polling = false;
    this.misses = 0;
    clearTimeout(this.next);
  }

  // ---- coming back

  check() {
    if (this.closed || this.asleep || !this.source || this.polling) return;
    if (Date.now() - this.heard < this.options.silence) return;
    this.failures = Math.max(this.failures, 1);
    this.fail();
  }

  look() {
    clearTimeout(this.doze);
    if (!document.hidden) this.wake(HEARTBEAT);
    else if (this.options.sleeps) this.doze = setTimeout(() => this.sleep(), DOZE);
  }

  // A stream that spoke within `quiet` milliseconds is left as it is.
  wake(quiet) {
    if (this.closed) return;
    const well = this.source && !this.polling && Date.now() - this.heard < quiet;
    this.asleep = false;
    if (well) return;
    this.failures = 0;
    if (this.polling) this.poll();
    this.connect();
  }

  sleep() {
    this.asleep = true;
    this.drop();
    this.stopPolling();
    clearTimeout(this.again);
    clearTimeout(this.notice);
    this.notice = null;
  }

  say(state) {
    if (state !== 'lost') { clearTimeout(this.notice); this.notice = null; }
    if (state === this.state || this.closed || this.asleep) return;
    this.state = state;
    for (const element of all('[data-feed-lost]')) element.hidden = state !== 'lost';
    this.options.onState(state);
  }

  close() {
    this.closed = true;
    this.drop();
    for (const [target, name, call] of this.listeners) target.removeEventListener(name, call);
    for (const timer of [this.again, this.next, this.notice, this.doze]) clearTimeout(timer);
    clearInterval(this.watch);
  }
}

export const openFeed = (options) => new Feed(options);
