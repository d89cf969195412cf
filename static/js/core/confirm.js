// Asks before a form with data-confirm goes. The words are in data-confirm, data-confirm-action, data-confirm-cancel.

import { make } from './dom.js';

// `destroys`: what is named is outlined, never a red fill.
export function ask({ question, action, cancel, destroys = false }) {
  if (!window.HTMLDialogElement) return Promise.resolve(window.confirm(question));
  return new Promise((resolve) => {
    const title = make('h2', { class: 'dialog__title', id: 'dialog-title' }, question);
    const no = make('button', { type: 'button', class: 'button' }, cancel);
    const yes = make('button', { type: 'button', class: `button button--${destroys ? 'wrong' : 'primary'}` }, action);
    const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' }, title, make('div', { class: 'buttons' }, no, yes));
    const finish = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    no.addEventListener('click', () => finish(false));
    yes.addEventListener('click', () => finish(true));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); finish(false); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}

async function onSubmit(event) {
  const form = event.target;
  const { confirm: question, confirmAction: action, confirmCancel: cancel } = form.dataset;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter || form.querySelector('[type="submit"]');
  const destroys = Boolean(submitter && submitter.classList.contains('button--wrong'));
  if (!(await ask({ question, action, cancel, destroys }))) return;
  form.dataset.confirmed = 'yes';
  if (form.requestSubmit) form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
  else form.submit();
  delete form.dataset.confirmed;
}

document.addEventListener('submit', onSubmit, true);
