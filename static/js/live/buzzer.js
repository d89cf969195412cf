// The buzzer: touching is pressing (not letting go), and what it says of the press is what is known of it.
//
// <button data-buzz> [data-buzz-state] [data-buzz-more]; its words are data-sent, data-sent-more and so on.

import { all, one } from '../core/dom.js';
import { roundTrip } from './clock.js';
import { Sender } from './sending.js';

const PAUSES = [400, 800, 1600, 3200];
const LATER = ['too_late', 'question_closed', 'other_question'];

export class Buzzer {
  constructor({ form, key }) {
    this.form = form;
    this.phase = ''; // question and situation as drawn last
    this.armedAt = null;
    this.pressed = false; // in this phase
    this.last = null;
    this.sender = new Sender({ key, pauses: PAUSES, onState: (state, entry, more) => this.tell(state, entry, more) });
    form.addEventListener('pointerdown', (event) => {
      const button = event.target.closest('[data-buzz]');
      if (!button || (event.pointerType === 'mouse' && event.button !== 0)) return;
      event.preventDefault();
      this.press(button);
    });
    form.addEventListener('keydown', (event) => {
      const button = event.target.closest('[data-buzz]');
      if (!button || event.repeat || (event.key !== ' ' && event.key !== 'Enter')) return;
      event.preventDefault();
      this.press(button);
    });
    form.addEventListener('contextmenu', (event) => { if (event.target.closest('[data-buzz]')) event.preventDefault(); });
  }

  get button() { return one('[data-buzz]', this.form); }

  // A part was drawn. Buzzers that are opened again after a wrong answer are armed anew.
  drawn(situation, question) {
    const phase = `${question}/${situation}`;
    if (phase === this.phase) { if (this.pressed && this.last) this.show(...this.last); return; }
    this.phase = phase;
    this.pressed = false;
    this.last = null;
    this.armedAt = situation === 'buzz' ? performance.now() : null;
  }

  press(button) {
    if (this.pressed) return;
    this.pressed = true;
    const { question } = button.closest('[data-situation]').dataset;
    if (navigator.vibrate) navigator.vibrate(40);
    const reaction = this.armedAt === null ? null : Math.round(performance.now() - this.armedAt);
    this.sender.send(this.form.dataset.toBuzz, { question, rtt: roundTrip(), reaction });
  }

  tell(state, entry, more) {
    const { button } = this;
    if (!button || !this.pressed || button.closest('[data-situation]').dataset.question !== entry.body.question) return;
    if (state === 'sending') this.show('sent');
    else if (state === 'waiting') this.show('lost');
    else if (state === 'refused') this.show(LATER.includes(more.code) ? 'later' : 'no', more.message);
    else this.show(more.early ? 'early' : more.first ? 'first' : 'received');
  }

  show(name, message) {
    const { button } = this;
    this.last = [name, message];
    if (!button) return;
    button.dataset.pressed = name;
    const words = button.dataset;
    one('[data-buzz-state]', button).textContent = words[name] || words.lost;
    one('[data-buzz-more]', button).textContent = message || words[`${name}More`] || '';
    for (const face of all('.buzz__button > span', button)) face.textContent = words[name] || words.lost;
    if (name === 'first' && navigator.vibrate) navigator.vibrate([60, 60, 60]);
  }
}
