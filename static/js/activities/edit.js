// The form of an activity: choosing a kind brings what is usual for it, unless it was chosen otherwise by hand.

import { one } from '../core/dom.js';

const form = one('[data-activity]');
const rules = JSON.parse(form.dataset.rules);
const fields = form.elements;
const touched = new Set(fields.title.value ? ['title'] : []);

function usual() {
  const rule = rules[fields.kind.value];
  if (!rule) return;
  const groups = fields.group_id.options ? Array.from(fields.group_id.options, (option) => option.value) : [];
  if (fields.invited.options && !touched.has('invited')) fields.invited.value = rule.invited;
  if (!touched.has('way')) fields.way.value = rule.way;
  if (rule.group && fields.group_id.value === '0' && groups.length > 1) fields.group_id.value = groups.find((value) => value !== '0');
  if (!touched.has('title')) fields.title.value = rule.title;
  if (rule.led) one('[data-led]', form).open = true;
}

function fit() {
  const invited = fields.invited.value;
  const chosen = one('[data-chosen]', form);
  if (chosen) { chosen.hidden = invited !== 'chosen'; if (invited === 'chosen') chosen.open = true; }
  one('[data-seats]', form).hidden = invited !== 'sign_up';
}

// Where the organiser stands goes into the form and nowhere else, to the four places after the point that are asked for.
function here({ currentTarget: button }) {
  const say = (text) => { one('[data-here-status]', form).textContent = text; };
  if (!window.isSecureContext || !navigator.geolocation) { say(button.dataset.insecure); return; }
  say(button.dataset.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { fields.position.value = `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`; say(''); },
    () => say(button.dataset.denied),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}
one('[data-here]', form).addEventListener('click', here);

form.addEventListener('input', (event) => {
  if (event.target.name !== 'kind') touched.add(event.target.name);
});
form.addEventListener('change', (event) => {
  if (event.target.name === 'kind') usual();
  fit();
});
fit();
