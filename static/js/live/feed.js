// The line of a live contest to its host, its players and its screens.
//
// openFeed({ url, pollUrl, after, onFrame(kind, data), onCount(data), onState(state), onGone(status), sleeps }) → { close() }
//   url, pollUrl  the stream, and the same events by polling: GET ?after=N → { events: [{ id, event, data }], sequence }
//   after         the sequence that the page was rendered at, so that it is not drawn twice
//   onFrame       each event of the log once, in order; a `snapshot` stands for all before it. Of events that come
//                 together the last one alone carries the view
//   onCount       how many have answered, at most four times a second, to host and screen
//   onState       `live`, `polling` or `lost`: what may honestly be said of the line; `replaced`: the same player has
//                 another page open, and this one hears nothing more
//   onGone        the contest is put away, or one does not belong to it any more
// Every frame says when it was written; the clock learns from it.

import { openFeed as open } from '../core/feed.js';
import { hear } from './clock.js';

// The events of the engine's log. A test keeps them in step.
export const KINDS = [
  'admitted', 'adjusted', 'answered', 'asked', 'chosen', 'clock_started', 'closed', 'extended', 'finished', 'frozen',
  'helped', 'joined', 'locked', 'marked', 'moved', 'opened', 'overruled', 'paired', 'passed', 'paused', 'pressed',
  'readmitted', 'removed', 'renamed', 'reopened', 'resumed', 'revealed', 'round_ended', 'round_started', 'run_ended',
  'scene', 'silent', 'swapped', 'tie_decided', 'undone', 'voided',
];

export function openFeed({ url, pollUrl = null, after = null, onFrame, onCount = () => {}, onState = () => {}, onGone = () => {}, sleeps = false }) {
  let shown = after === null ? -1 : Number(after);
  const feed = open({
    stream: url,
    events: pollUrl,
    after,
    sleeps,
    onState,
    onGone,
    kinds: ['snapshot', 'count', 'replaced', ...KINDS],
    read: (body) => body.events,
    onEvent({ event, data }) {
      if (!data) return;
      if (event === 'count') { onCount(data); return; }
      if (event === 'replaced') { feed.close(); onState('replaced'); return; }
      hear(data.now);
      if (event !== 'snapshot' && data.sequence <= shown) return;
      shown = data.sequence;
      onFrame(event, data);
    },
  });
  return feed;
}
