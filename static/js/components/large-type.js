// Shows the 大字 switch and the choice of theme at once; they are kept when the form is saved.

document.addEventListener('change', (event) => {
  const field = event.target;
  if (field.matches('[data-large-type]')) document.body.classList.toggle('large-type', field.checked);
  if (field.matches('[data-theme-choice]')) {
    if (field.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = field.value;
  }
});
