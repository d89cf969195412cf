// One's own figures and verdict in a part that was drawn for many: [data-mine], [data-mine-if], [data-verdict],
// [data-offer], [data-row], [data-moved].

import { all, fill, one } from '../core/dom.js';

const places = new Map(); // question → the place when it was asked

export function figure(number) {
  return String(Math.round(number * 100) / 100).replace('-', '−');
}

const signed = (number) => (number > 0 ? '+' : '') + figure(number);

const known = (value) => value !== null && value !== undefined;

// In a contest of teams score and place are the team's, what a question brought is one's own.
function values(mine) {
  const { result } = mine;
  return {
    ...mine,
    score: known(mine.team_points) ? mine.team_points : mine.points,
    place: known(mine.team_rank) ? mine.team_rank : mine.rank,
    gain: result ? signed(result.points) : null,
  };
}

function moved(root, question, situation, place) {
  if (situation !== 'result') { if (known(place) && !places.has(question)) places.set(question, place); return; }
  const up = known(place) && places.has(question) ? places.get(question) - place : 0;
  for (const element of all('[data-moved]', root)) {
    const by = element.dataset.moved === 'up' ? up : -up;
    element.hidden = by <= 0;
    element.textContent = fill(element.dataset.text, { n: by });
  }
}

const isOffered = (button, offers) => offers.some((offer) => offer.do === button.dataset.offer && (offer.do !== 'use_help' || offer.help === button.value));

export function fillOwn(root, mine, situation, question) {
  const figures = values(mine);
  for (const element of all('[data-mine]', root)) {
    const value = figures[element.dataset.mine];
    if (known(value)) element.textContent = typeof value === 'number' ? figure(value) : value;
  }
  for (const element of all('[data-mine-if]', root)) {
    const value = figures[element.dataset.mineIf];
    element.hidden = !known(value) || value === '' || Number(value) < Number(element.dataset.least || -Infinity);
  }
  const verdicts = all('[data-verdict]', root);
  const verdict = mine.result ? mine.result.verdict : 'none';
  const shown = verdicts.find((each) => each.dataset.verdict === verdict) || verdicts[verdicts.length - 1];
  for (const element of verdicts) element.hidden = element !== shown;
  for (const element of all('[data-offer]', root)) element.hidden = !isOffered(element, mine.offers || []);
  for (const row of all('[data-row]', root)) row.classList.toggle('standing--own', [mine.player, mine.team].includes(row.dataset.row));
  moved(root, question, situation, figures.place);
  const chosen = [].concat(mine.answered ?? []);
  for (const line of all('[data-own-letters]', root)) {
    const letters = JSON.parse(line.dataset.ownLetters);
    const own = chosen.map((id) => letters[id]).filter(Boolean).sort().join(' ');
    line.hidden = !own;
    one('[data-letters]', line).textContent = own;
  }
  for (const pad of all('button.pad', root)) {
    const on = chosen.includes(pad.value);
    pad.classList.toggle('pad--chosen', on);
    if (on) pad.setAttribute('aria-pressed', 'true'); else pad.removeAttribute('aria-pressed');
  }
  for (const box of all('[data-pads] .option__input', root)) if (chosen.length) box.checked = chosen.includes(box.value);
}

export const voice = (root) => {
  const said = one('.moment__title, .live__turn, .outcome:not([hidden]) .verdict', root);
  const stem = one('.live__stem', root);
  return [said, stem].filter(Boolean).map((each) => each.textContent.trim()).join('。');
};
