// A message goes when it was read; what went wrong stays until it is closed.

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-flash-close]');
  if (button) button.closest('[data-flash]').remove();
});
