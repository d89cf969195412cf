// The PIN: blanks of a pasted one go, full-width digits become plain, and the sixth digit sends it.

import { one } from '../core/dom.js';

const form = one('[data-join]');
const field = one('[name="pin"]', form);

field.addEventListener('input', (event) => {
  if (event.isComposing) return;
  const digits = field.value.normalize('NFKC').replace(/\D/g, '').slice(0, 6);
  if (field.value !== digits) field.value = digits;
  if (digits.length === 6 && form.requestSubmit) form.requestSubmit();
});
