// The few words for the document that every module uses.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// Fills {name} places of a text that came from a data- attribute, so that all words stay in the catalogue.
export const fill = (text, values) => (text || '').replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export const send = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

// When the page is left, closed or put aside: a phone may never come back to it.
export function whenLeft(act) {
  document.addEventListener('visibilitychange', () => { if (document.hidden) act(); });
  window.addEventListener('pagehide', act);
}
