import type { ReadWaveform } from '../../audio/waveform-source';
import { DataError } from '../../core/errors';
import { synthesize, type VoiceKey, type VoiceSettings } from './synthesize';

/** The place of an utterance in a generated corpus, written as if it were a path: `voice/12/0/3`. */
export function addressOf({ speaker, session, utterance }: VoiceKey): string {
  return `voice/${speaker}/${session}/${utterance}`;
}

/**
 * What worker threads load instead of files (see WaveformSource): samples come from the recording's `audio`, an {@link addressOf}.
 * @throws DataError for any other address; what {@link synthesize} throws
 */
export function openWaveforms(options: unknown): ReadWaveform {
  const settings = settingsFrom(options);
  return (recording, sampleRate) => {
    const parts = /^voice\/(\d{1,9})\/(\d{1,9})\/(\d{1,9})$/.exec(recording.audio);
    if (parts === null) {
      throw new DataError({
        what: 'not a generated voice',
        where: recording.id,
        expected: 'voice/<speaker>/<session>/<utterance>',
        found: recording.audio,
      });
    }
    const [speaker, session, utterance] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
    return synthesize(settings, { speaker, session, utterance }, sampleRate).samples;
  };
}

function settingsFrom(options: unknown): VoiceSettings {
  const fields: Record<string, unknown> = typeof options === 'object' && options !== null ? { ...options } : {};
  const number = (name: keyof VoiceSettings): number => {
    const value = fields[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`generated voices: no number ${name}`);
    return value;
  };
  return {
    seed: number('seed'),
    shortest: number('shortest'),
    longest: number('longest'),
    channel: number('channel'),
    noise: number('noise'),
    spread: number('spread'),
  };
}
