import type { Random } from '../../core/random';
import type { Seconds } from '../../core/units';
import { consonants, type Gesture, type Phone, pause, vowels } from './phones';

/** A phone in time. */
export interface PhoneSpan {
  readonly phone: string;
  readonly start: Seconds;
  readonly end: Seconds;
}

export interface PlannedGesture extends Gesture {
  readonly phone: string;
  /** The phone's first gesture. */
  readonly begins: boolean;
  readonly frames: number;
  /** Rise or fall of the pitch, in natural log units. */
  readonly pitch: number;
}

/** Frames of the control tracks are 5 ms. */
export const framesPerSecond = 200;

/**
 * Random syllables (consonant, vowel, at times another consonant) with a pause after some, until the time is full;
 * pauses at both ends. Pitch falls through each phrase, and stressed syllables stand out.
 */
export function planUtterance(random: Random, duration: Seconds, rate: number, liveliness: number): PlannedGesture[] {
  const total = Math.max(20, Math.round(duration * framesPerSecond));
  const plan: PlannedGesture[] = [];
  let left = total;
  let phrase = 0;
  const add = (phone: Phone, stretch: number, pitch: number): void => {
    for (const [index, gesture] of phone.gestures.entries()) {
      const wanted = Math.max(2, Math.round(gesture.duration * stretch * framesPerSecond));
      const frames = Math.min(wanted, left);
      if (frames === 0) return;
      plan.push({ ...gesture, phone: phone.name, begins: index === 0, frames, pitch });
      left -= frames;
    }
  };
  const pick = (phones: readonly Phone[]): Phone => phones[random.integer(phones.length)] ?? pause;
  const edge = (): number => 0.3 + 0.5 * random.uniform();
  add(pause, edge(), 0);
  const closing = Math.min(left, Math.round(0.15 * edge() * framesPerSecond));
  left -= closing;
  while (left > 0) {
    const stress = random.uniform() < 0.35 ? 1 : 0;
    const stretch = (Math.exp(0.2 * random.normal()) * (1 + 0.35 * stress)) / rate;
    const fall = 0.35 - 0.3 * phrase;
    const pitch = liveliness * (fall + 1.2 * stress + 0.6 * random.normal());
    if (random.uniform() < 0.85) add(pick(consonants), stretch, pitch);
    add(pick(vowels), stretch, pitch);
    if (random.uniform() < 0.35) add(pick(consonants), stretch, pitch);
    phrase++;
    if (phrase > 3 && random.uniform() < 0.25) {
      add(pause, 0.5 + 1.5 * random.uniform(), 0);
      phrase = 0;
    }
  }
  left = closing;
  add(pause, 1, 0);
  return plan;
}

/** The plan's phones in seconds. */
export function alignmentOf(plan: readonly PlannedGesture[]): PhoneSpan[] {
  const spans: PhoneSpan[] = [];
  let at = 0;
  for (const { phone, begins, frames } of plan) {
    const start = begins ? at / framesPerSecond : (spans.pop()?.start ?? 0);
    at += frames;
    spans.push({ phone, start, end: at / framesPerSecond });
  }
  return spans;
}
