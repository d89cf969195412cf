// Entering for many: what the chosen item does not ask for is out of sight, and a group is ticked at once.

import { all, one } from '../core/dom.js';

const form = one('[data-batch]');
const rule = form.elements.rule;
const kinds = JSON.parse(form.dataset.batch);

function fit() {
  const wanted = kinds[rule.value];
  for (const field of all('[name="points"], [name="count"], [name^="outcome-"]', form)) {
    const asked = field.name === wanted || (wanted === 'outcome' && field.name === `outcome-${rule.value}`);
    field.closest('.field').hidden = !asked;
  }
}

function tickGroup({ target }) {
  if (!target.matches('[data-group]')) return;
  for (const box of all('[name="member"]', target.closest('fieldset'))) box.checked = target.checked;
}

rule.addEventListener('change', fit);
form.addEventListener('change', tickGroup);
fit();
