// Requests that carry the token and say what went wrong in the server's own words.

import { observeResponse } from './clock.js';
import { one } from './dom.js';

export class HttpError extends Error {
  constructor(status, body) {
    super((body && body.detail) || String(status));
    this.status = status;
    this.code = (body && body.code) || '';
    this.body = body;
  }
}

// Unique for a write that may be repeated. crypto.randomUUID is missing on plain HTTP, getRandomValues is not.
export function requestId() {
  const bytes = new Uint8Array(16);
  if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
  else for (let i = 0; i < 16; i += 1) bytes[i] = Math.floor(Math.random() * 256);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Resolves to the JSON body (null when empty); rejects with HttpError for a status of 400 or more,
// and with TypeError or AbortError when the server was not reached within `timeout` milliseconds.
export async function requestJson(url, { method = 'GET', body, headers = {}, timeout = 10000, signal } = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  if (signal) signal.addEventListener('abort', () => controller.abort());
  const all = { Accept: 'application/json', ...headers };
  const token = one('meta[name="csrf-token"]');
  if (method !== 'GET' && token) all['X-CSRFToken'] = token.content;
  if (body !== undefined) all['Content-Type'] = 'application/json';
  const sent = Date.now();
  try {
    const response = await fetch(url, {
      method, headers: all, credentials: 'same-origin', signal: controller.signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    observeResponse(response, sent, Date.now());
    const text = await response.text();
    let data = null;
    try { data = text ? JSON.parse(text) : null; } catch (error) { if (response.ok) throw new HttpError(502, null); }
    if (!response.ok) throw new HttpError(response.status, data);
    return data;
  } finally {
    clearTimeout(timer);
  }
}

export const getJson = (url, options) => requestJson(url, options);
export const postJson = (url, body, options) => requestJson(url, { ...options, method: 'POST', body });
export const putJson = (url, body, options) => requestJson(url, { ...options, method: 'PUT', body });
