// What is known of each question of the paper: saved, on its way, open, doubtful; and how the list shows it.

import { all, fill, one } from '../core/dom.js';

const LOOKS = { saved: 'jump__item--done', saving: 'jump__item--wait', waiting: 'jump__item--wait' };

export class Paper {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.total = all('[data-question]', form).length;
    this.states = {};
    for (const section of all('[data-question]', form)) this.states[section.dataset.question] = 'saved' in section.dataset ? 'saved' : 'open';
    this.here = 1;
  }

  section(position) { return one(`[data-question="${position}"]`, this.form); }

  root(position) { return one('[data-response]', this.section(position)); }

  places(test) { return Object.keys(this.states).filter(test); }

  // An answer that was taken back is saved as nothing, and open again.
  open() { return this.places((position) => this.states[position] === 'open'); }

  doubtful() { return this.places((position) => one('[data-doubt]', this.section(position)).checked); }

  paint() {
    for (const link of all('[data-sheet="list"] [data-jump]')) {
      const position = link.dataset.jump;
      const state = this.states[position];
      const unsure = one('[data-doubt]', this.section(position)).checked;
      link.className = ['jump__item', LOOKS[state], unsure && 'jump__item--mark', position === String(this.here) && 'jump__item--here'].filter(Boolean).join(' ');
      if (position === String(this.here)) link.setAttribute('aria-current', 'step'); else link.removeAttribute('aria-current');
      one('.sr', link).textContent = ` ${this.word(state)}${unsure ? this.words.textDoubtful : ''}`;
    }
    const left = this.open().length;
    one('[data-here-text]').textContent = fill(this.words.textHere, { n: this.here, total: this.total });
    one('[data-count]').textContent = fill(this.words.textCounts, { n: this.total - left });
    one('[data-left-count]').textContent = fill(this.words.textLeft, { n: left });
    one('[data-progress]').textContent = `${this.total - left} / ${this.total}`;
    const line = one('[data-state]');
    const state = this.states[this.here];
    line.textContent = state === 'open' ? '' : this.word(state);
    line.dataset.look = state;
  }

  word(state) {
    return { saved: this.words.textSaved, saving: this.words.textSaving, waiting: this.words.textWaiting, open: this.words.textOpen }[state];
  }

  // The list before the hand-in. Each number leads to its question.
  summarise() {
    const left = this.open();
    one('[data-summary]').textContent = fill(left.length ? this.words.textSome : this.words.textAll, { n: left.length || this.total });
    for (const [box, positions] of [['[data-missing]', left], ['[data-unsure]', this.doubtful()]]) {
      one(box).hidden = !positions.length;
      one('[data-places]', one(box)).replaceChildren(...positions.map((position) => {
        const link = document.createElement('a');
        Object.assign(link, { href: `#q${position}`, className: 'jump__item', textContent: position });
        link.dataset.jump = position;
        return link;
      }));
    }
  }

  show(position) {
    this.here = Math.min(this.total, Math.max(1, Number(position) || 1));
    for (const section of all('[data-question]', this.form)) section.hidden = section.dataset.question !== String(this.here);
    one('[data-step="-1"]').disabled = this.here === 1;
    const next = one('[data-step="1"]');
    next.textContent = this.here === this.total ? next.dataset.last : next.dataset.next;
    window.scrollTo(0, 0);
    this.paint();
  }
}
