// What a new picture of the wall sounds like, and the confetti of the podium: from the event and the scene, the same live and replayed.

import { one } from '../core/dom.js';
import { celebrate } from './confetti.js';
import { play } from './sound.js';

const SOUNDS = { joined: 'join', asked: 'asked', chosen: 'asked', pressed: 'buzz', round_started: 'asked', revealed: 'revealed' };
const ENDS = ['closed', 'run_ended', 'silent'];
let celebrated = false;
let upAt = 0;

// The clock ran out, or the host ended it: heard once.
export function timeUp() {
  if (Date.now() - upAt < 4000) return;
  upAt = Date.now();
  play('up');
}

export function cue(kind, scene, same) {
  if (!scene) return;
  if (scene.classList.contains('wall--podium')) {
    if (same || celebrated) return;
    celebrated = true;
    play('fanfare');
    celebrate(one('[data-confetti-canvas]'));
    return;
  }
  celebrated = false;
  if (kind === 'answered') play(scene.dataset.verdict === 'right' ? 'right' : 'wrong');
  else if (kind === 'scene' && scene.classList.contains('wall--uncover')) play('revealed');
  else if (ENDS.includes(kind)) timeUp();
  else if (SOUNDS[kind]) play(SOUNDS[kind]);
}

// The last five seconds are heard, each once.
let ticked = '';
export function ticks() {
  const ring = one('[data-ticks] [data-left]');
  const left = ring ? Number(ring.textContent) : 0;
  if (!ring || left < 1 || left > 5 || !ring.textContent) return;
  const holder = ring.closest('[data-ticks]');
  const mark = `${holder.dataset.closesAt || holder.dataset.until}/${left}`;
  if (mark === ticked) return;
  ticked = mark;
  play('tick');
}
