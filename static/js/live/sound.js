// Every sound of the wall, made here: no file is fetched. Silent until somebody asks for sound, as browsers want it.
//
// sound.on() · sound.toggle() · sound.play(name): tick, up (time is up), buzz, right, wrong, asked, revealed, fanfare, join

const KEPT = 'quizapp.wall.sound';
// name → notes: [start s, frequency Hz, length s, shape, loudness, glide to Hz]
const NOTES = {
  tick: [[0, 1050, 0.05, 'square', 0.10]],
  up: [[0, 392, 0.22, 'sawtooth', 0.16], [0.2, 294, 0.5, 'sawtooth', 0.16]],
  buzz: [[0, 220, 0.09, 'square', 0.22], [0.09, 440, 0.32, 'square', 0.2]],
  right: [[0, 659, 0.14, 'triangle', 0.34], [0.12, 784, 0.14, 'triangle', 0.34], [0.24, 1047, 0.42, 'triangle', 0.36]],
  wrong: [[0, 233, 0.22, 'sawtooth', 0.16, 208], [0.2, 185, 0.42, 'sawtooth', 0.16, 155]],
  asked: [[0, 523, 0.1, 'triangle', 0.22], [0.1, 784, 0.24, 'triangle', 0.24]],
  revealed: [[0, 392, 0.5, 'triangle', 0.2, 784], [0.36, 784, 0.5, 'triangle', 0.26], [0.36, 988, 0.5, 'triangle', 0.18]],
  join: [[0, 1319, 0.09, 'sine', 0.18], [0.07, 1760, 0.16, 'sine', 0.14]],
  fanfare: [
    [0, 523, 0.16, 'sawtooth', 0.16], [0.16, 523, 0.1, 'sawtooth', 0.14], [0.28, 523, 0.1, 'sawtooth', 0.14],
    [0.4, 659, 0.3, 'sawtooth', 0.16], [0.72, 587, 0.16, 'sawtooth', 0.15], [0.9, 659, 0.16, 'sawtooth', 0.15],
    [1.08, 784, 1.1, 'sawtooth', 0.18], [1.08, 523, 1.1, 'triangle', 0.2], [1.08, 659, 1.1, 'triangle', 0.2],
  ],
};
const GAP = 90; // names that come in together sound once

let context = null;
let wanted = false;
let last = 0;

// Before somebody touched the page a browser gives no sound, and complains of being asked.
const touched = () => !navigator.userActivation || navigator.userActivation.hasBeenActive;

function wake() {
  if (!touched()) return;
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!context && Context) context = new Context();
  if (context && context.state === 'suspended') context.resume().catch(() => {});
}

function note([start, frequency, length, shape, loudness, glide]) {
  const at = context.currentTime + start + 0.01;
  const wave = context.createOscillator();
  const volume = context.createGain();
  wave.type = shape;
  wave.frequency.setValueAtTime(frequency, at);
  if (glide) wave.frequency.exponentialRampToValueAtTime(glide, at + length);
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(loudness, at + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
  wave.connect(volume).connect(context.destination);
  wave.start(at);
  wave.stop(at + length + 0.03);
}

export const names = Object.keys(NOTES);
export const on = () => wanted && Boolean(context) && context.state === 'running';

export function play(name) {
  const now = Date.now();
  if (wanted) wake();
  if (!wanted || !context || !NOTES[name] || (name === 'join' && now - last < GAP)) return;
  last = now;
  NOTES[name].forEach(note);
}

export function set(sounding) {
  wanted = sounding;
  if (wanted) wake();
  try { localStorage.setItem(KEPT, wanted ? '1' : '0'); } catch (error) { /* a private window forgets it */ }
}

export const wished = () => { try { return localStorage.getItem(KEPT) === '1'; } catch (error) { return false; } };
export const sounding = () => wanted;
export function toggle() { set(!wanted); return wanted; }
