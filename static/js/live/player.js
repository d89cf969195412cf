// The player's page: draws what the line brings, sends the one gesture, and says honestly what became of it.

import { prepare, readResponse } from '../components/options.js';
import { all, fill, one } from '../core/dom.js';
import { writeResponse } from '../papers/fields.js';
import { Buzzer } from './buzzer.js';
import { measure, roundTrip, tick } from './clock.js';
import { keepAwake, largerType } from './comfort.js';
import { openFeed } from './feed.js';
import { fillOwn, voice } from './own.js';
import { Sender } from './sending.js';

const form = one('[data-player]');
const part = one('[data-part]');
const words = form.dataset;
const LATE = ['late', 'question_closed', 'other_question'];
const MEASURE = 60000;

let mine = JSON.parse(words.self);
let html = null; // the part as it came last
let given = null; // what was sent to the question on the page and not refused: { question, response }
let tooLate = null; // the question whose answer came after its end: said until the next one, whatever is drawn anew
let feed = null;

const player = () => one('.player', part);
const situation = () => player().dataset.situation;
const question = () => player().dataset.question;

// What is one's own, and what one has just given where the server does not know it yet.
function own() {
  const mark = given && given.question === question() ? { answered: given.response } : {};
  fillOwn(document, { ...mine, ...mark }, situation(), question());
}

// ---- saying what became of the answer

function say(text, look = '') {
  const line = one('[data-says]', part);
  if (!line) return;
  if (text !== undefined) line.textContent = text;
  line.dataset.look = look;
}

// The answer stands on the page as given, and nothing can be given twice.
function lock() {
  for (const element of all('[data-lock]', part)) element.disabled = true;
  for (const element of all('[data-send]', part)) element.closest('.live__send').hidden = true;
  own();
}

function unlock() {
  for (const element of all('[data-lock]', part)) element.disabled = false;
  for (const element of all('[data-send]', part)) element.closest('.live__send').hidden = false;
}

// What was kept over a lost line belonged to a question that is gone.
function missed() {
  const line = one('[data-missed]');
  line.hidden = false;
  setTimeout(() => { line.hidden = true; }, 8000);
}

function sent(state, entry, more) {
  const line = one('[data-says]', part);
  if (state === 'refused' && entry.body.question !== question()) missed();
  if (entry.body.question !== question() || !line) return;
  if (state === 'refused') {
    given = null;
    own();
    const late = LATE.includes(more.code) && entry.tries > 1;
    if (!LATE.includes(more.code) && more.code !== 'answered') unlock();
    if (late) tooLate = question();
    say(late ? line.dataset.late : more.message, 'wrong');
    return;
  }
  lock();
  say(line.dataset[state], { received: 'ok', waiting: 'warn' }[state] || '');
}

const kept = `live:${words.player}:${mine.player}`;
const sender = new Sender({ key: `${kept}:answer`, onState: sent });
const buzzer = new Buzzer({ form, key: `${kept}:buzz` });

// ---- drawing

function fresh(text) {
  const page = new DOMParser().parseFromString(text, 'text/html');
  return one('.player', page);
}

// Only the clocks may differ: a part one is answering in is then left as it is.
const still = (element) => element.outerHTML.replace(/data-(closes-at|opens-at)="[^"]*"/g, '');

function draw(text) {
  const next = fresh(text);
  if (!next) return;
  const same = next.dataset.situation === situation() && next.dataset.question === question();
  if (same && html && still(next) === still(fresh(html))) moveClocks(next);
  else replace(next, same);
  html = text;
}

function moveClocks(next) {
  for (const name of ['closesAt', 'opensAt']) {
    const selector = `[data-${name.replace('At', '-at')}]`;
    const moments = all(selector, next);
    all(selector, part).forEach((element, index) => { if (moments[index]) element.dataset[name] = moments[index].dataset[name]; });
  }
  tick();
}

function replace(next, same) {
  const root = one('[data-response]', part);
  const composed = same && root && root.dataset.touched ? readResponse(root) : null;
  const changed = !same;
  part.replaceChildren(next);
  const again = one('[data-response]', part);
  if (composed !== null && again) writeResponse(again, composed);
  settle(changed);
}

function settle(changed) {
  prepare();
  tick();
  if (given && given.question !== question()) given = null;
  own();
  buzzer.drawn(situation(), question());
  if (given && ['answer', 'turn_phone', 'choose'].includes(situation())) { lock(); say(one('[data-says]', part).dataset[sender.pending(question()) ? 'sending' : 'received'], sender.pending(question()) ? '' : 'ok'); }
  if (tooLate === question() && situation() === 'closed') say(one('[data-says]', part)?.dataset.late, 'wrong');
  if (!changed) return;
  part.scrollTop = 0;
  one('[data-voice]').textContent = voice(part);
  if (situation() === 'between') setTimeout(() => listen(3), Math.random() * 3000);
}

// ---- the gestures

const composing = () => one('[data-response]', part);

function answer(response) {
  if (given && given.question === question()) return;
  given = { question: question(), response };
  if (navigator.vibrate) navigator.vibrate(20);
  sender.send(words.toAnswer, { question: question(), response });
}

function act(button) {
  const { act: what, textSure: sure } = button.dataset;
  if (sure && !button.classList.contains('value--sure')) {
    for (const other of all('.value--sure', part)) other.classList.remove('value--sure');
    button.classList.add('value--sure');
    say(fill(sure, { n: button.value }), 'warn');
    return;
  }
  const fields = what === 'choose_value' ? { value: Number(button.value) } : what === 'use_help' ? { help: button.value } : {};
  if (what === 'choose_value' || what === 'pass') given = { question: question(), response: null };
  sender.send(words.toAct, { do: what, question: question(), ...fields });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  event.stopPropagation();
  const button = event.submitter;
  if (button && 'buzz' in button.dataset) buzzer.press(button); // by a reader that clicks and does not touch
  else if (button && button.dataset.act) act(button);
  else if (button && button.matches('.pad')) answer(button.value);
  else if (composing()) {
    const response = readResponse(composing());
    if (response !== null) answer(response);
    else say(words.empty, 'warn');
  }
}, true);

// Keys 1–6 and A–F choose for who sits at a keyboard; check boxes have them from options.js.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return;
  const at = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : /^[a-h]$/i.test(event.key) ? event.key.toLowerCase().charCodeAt(0) - 97 : -1;
  const pad = all('button.pad', part)[at];
  if (pad && !pad.disabled) { event.preventDefault(); pad.click(); }
});

part.addEventListener('opens', () => {
  if (situation() !== 'read') return;
  player().dataset.situation = 'answer';
  unlock();
});

part.addEventListener('closes', () => {
  const line = one('[data-says]', part);
  if (!['answer', 'turn_phone'].includes(situation()) || given) return;
  lock();
  if (line) say(line.dataset.over);
});

// ---- the line

function showLine() {
  const text = one('[data-online-text]');
  const state = one('.live__foot').dataset.state || 'live';
  const trip = roundTrip();
  text.textContent = state === 'live' && trip !== null ? fill(text.dataset.trip, { n: trip }) : text.dataset[state];
}

function onState(state) {
  const strip = one('[data-line]');
  const line = one('[data-line-text]', strip);
  line.hidden = !strip.dataset[state];
  line.textContent = strip.dataset[state] || '';
  one('[data-here]').hidden = state !== 'replaced';
  one('.live__foot').dataset.state = state;
  showLine();
  if (state === 'live' || state === 'polling') { sender.hurry(); buzzer.sender.hurry(); }
}

function onFrame(_kind, data) {
  if (data.mine) mine = data.mine;
  if (typeof data.html === 'string') draw(data.html);
  for (const count of all('[data-people]', part)) count.textContent = data.people_count ?? count.textContent;
  own();
  if (situation() === 'removed') feed.close();
}

feed = openFeed({
  url: words.stream,
  pollUrl: words.events,
  after: words.sequence,
  sleeps: true,
  onFrame,
  onState,
  onGone: () => { if (situation() !== 'finished') setTimeout(() => window.location.reload(), 500 + Math.random() * 2000); },
});

function listen(times) {
  if (!document.hidden && situation() !== 'finished') measure(words.toEcho, times).then(showLine, () => {});
}

setTimeout(() => listen(6), 300 + Math.random() * 1500);
setInterval(() => setTimeout(() => listen(3), Math.random() * 10000), MEASURE);

if (mine.answered !== null && mine.answered !== undefined && ['answered', 'closed'].includes(situation())) given = { question: question(), response: mine.answered };
keepAwake();
largerType();
settle(false);
sender.resume();
if (sender.pending(question())) { given = { question: question(), response: sender.entry.body.response ?? null }; settle(false); }
buzzer.sender.resume();
