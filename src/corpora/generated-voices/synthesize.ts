import { DataError } from '../../core/errors';
import { randomOf } from '../../core/random';
import type { Decibels, Hertz, Seconds } from '../../core/units';
import { recordingOf } from './channel';
import { tracksOf } from './control-tracks';
import { sessionOf } from './session';
import { speakerOf } from './speaker';
import { alignmentOf, framesPerSecond, type PhoneSpan, planUtterance } from './utterance-plan';
import { soundOf } from './vocal-tract';

/** What all utterances of a generated corpus share. */
export interface VoiceSettings {
  readonly seed: number;
  readonly shortest: Seconds;
  readonly longest: Seconds;
  /** Strength of the channel filter: 0 = none, 1 = peaks of some 4 dB. */
  readonly channel: number;
  /** Mean level of speech over noise. */
  readonly noise: Decibels;
  /** How far speakers differ within their sex. */
  readonly spread: number;
}

export interface VoiceKey {
  readonly speaker: number;
  readonly session: number;
  readonly utterance: number;
}

export interface GeneratedVoice {
  readonly samples: Int16Array;
  readonly phones: readonly PhoneSpan[];
}

/** The duration of an utterance without making it: a multiple of 5 ms. */
export function durationOf(
  { seed, shortest, longest }: VoiceSettings,
  { speaker, session, utterance }: VoiceKey,
): Seconds {
  const share = randomOf(seed, 'duration', speaker, session, utterance).uniform();
  return Math.max(20, Math.round((shortest + share * (longest - shortest)) * framesPerSecond)) / framesPerSecond;
}

/**
 * One utterance: a function of its arguments alone, in whatever thread, order and machine.
 * @param sampleRate from 8,000 Hz, a multiple of 200
 */
export function synthesize(settings: VoiceSettings, key: VoiceKey, sampleRate: Hertz): GeneratedVoice {
  if (sampleRate < 8000 || sampleRate % framesPerSecond !== 0) {
    throw new DataError({
      what: 'generated voices cannot be made at this rate',
      expected: `8000 Hz or more, a multiple of ${framesPerSecond}`,
      found: `${sampleRate} Hz`,
    });
  }
  const { seed } = settings;
  const speaker = speakerOf(seed, key.speaker, settings.spread);
  const session = sessionOf({ seed, ...key }, settings.channel, settings.noise);
  const random = randomOf(seed, 'utterance', key.speaker, key.session, key.utterance);
  const plan = planUtterance(random, durationOf(settings, key), speaker.rate * session.rate, speaker.liveliness);
  const sound = soundOf(tracksOf(plan, speaker, session), { speaker, session }, random, sampleRate);
  return { samples: recordingOf(sound, session, random, sampleRate), phones: alignmentOf(plan) };
}
