import { createHash } from 'node:crypto';
import { randomOf } from '../../../src/core/random';
import { sessionOf } from '../../../src/corpora/generated-voices/session';
import { speakerOf } from '../../../src/corpora/generated-voices/speaker';
import { synthesize, type VoiceSettings } from '../../../src/corpora/generated-voices/synthesize';
import { soundOf } from '../../../src/corpora/generated-voices/vocal-tract';

const settings: VoiceSettings = {
  seed: 1,
  shortest: 2,
  longest: 3,
  channel: 1,
  noise: 30,
  spread: 1,
};
const hash = (samples: Int16Array): string =>
  createHash('sha256').update(new Uint8Array(samples.buffer)).digest('hex').slice(0, 16);

test('synthesize(settings, key, 16000) is a function of its arguments: same key same samples, any other key others', () => {
  const keys = [0, 1].flatMap(speaker =>
    [0, 1].flatMap(session => [0, 1].map(utterance => ({ speaker, session, utterance }))),
  );
  const forwards = keys.map(key => hash(synthesize(settings, key, 16000).samples));
  const backwards = [...keys].reverse().map(key => hash(synthesize(settings, key, 16000).samples));
  expect(backwards.reverse()).toEqual(forwards);
  expect(new Set(forwards).size).toBe(keys.length);
  expect(hash(synthesize({ ...settings, seed: 2 }, keys[0]!, 16000).samples)).not.toBe(forwards[0]);
});

test('synthesize(settings, key, 16000) is the same on every machine; a change of the synthesizer changes this number on purpose', () => {
  expect(hash(synthesize(settings, { speaker: 7, session: 1, utterance: 3 }, 16000).samples)).toBe('5427b3f8c0e88784');
});

test('synthesize(…).phones cover the utterance from 0 to its end without gaps', () => {
  const { samples, phones } = synthesize(settings, { speaker: 0, session: 0, utterance: 0 }, 16000);
  expect(phones[0]).toMatchObject({ phone: 'sil', start: 0 });
  expect(phones.at(-1)).toMatchObject({ phone: 'sil', end: samples.length / 16000 });
  for (let index = 1; index < phones.length; index++) expect(phones[index]!.start).toBe(phones[index - 1]!.end);
  expect(phones.length).toBeGreaterThan(8);
});

/** Pitch of the strongest autocorrelation peak from 60 to 400 Hz, median of voiced frames of 40 ms, ten a second; knows nothing of the synthesizer. */
function pitchOf(samples: Int16Array): number {
  const pitches: number[] = [];
  for (let at = 0; at + 1280 < samples.length; at += 1600) {
    let best = 0;
    let bestLag = 0;
    let energy = 0;
    for (let index = 0; index < 640; index++) energy += samples[at + index]! ** 2;
    for (let lag = 40; lag <= 266; lag++) {
      let product = 0;
      let shifted = 0;
      for (let index = 0; index < 640; index++) {
        product += samples[at + index]! * samples[at + index + lag]!;
        shifted += samples[at + index + lag]! ** 2;
      }
      // Of lags that fit equally well the shortest is the period, not its double.
      const likeness = product / Math.sqrt(energy * shifted + 1);
      if (likeness > best + 0.02) {
        best = likeness;
        bestLag = lag;
      }
    }
    if (best > 0.8) pitches.push(16000 / bestLag);
  }
  return pitches.sort((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

test('synthesize(…) has the pitch of its speaker and session within 12 %, mean of three utterances of 12 speakers', () => {
  const clean = { ...settings, channel: 0, noise: 60 };
  for (let speaker = 0; speaker < 12; speaker++) {
    const logs = [0, 1, 2].map(utterance =>
      Math.log(pitchOf(synthesize(clean, { speaker, session: 0, utterance }, 16000).samples)),
    );
    const asked = speakerOf(1, speaker, 1).pitch * sessionOf({ seed: 1, speaker, session: 0 }, 0, 60).pitch;
    expect(Math.abs((logs[0]! + logs[1]! + logs[2]!) / 3 - Math.log(asked))).toBeLessThan(0.12);
  }
});

test('pitch differs more between speakers than between the utterances of one', () => {
  const pitches = Array.from({ length: 10 }, (_, speaker) =>
    [0, 1, 2].map(session =>
      Math.log(pitchOf(synthesize(settings, { speaker, session, utterance: 0 }, 16000).samples)),
    ),
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]): number => mean(values.map(value => (value - mean(values)) ** 2));
  expect(variance(pitches.map(mean))).toBeGreaterThan(5 * mean(pitches.map(variance)));
});

/** Where the spectrum of a held sound is strongest between two frequencies, by a DFT of 4,096 samples smoothed over the harmonics. */
function peakOf(sound: Float64Array, from: number, to: number): number {
  const power = (frequency: number): number => {
    let real = 0;
    let imaginary = 0;
    for (let index = 0; index < 4096; index++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / 4096);
      const angle = (2 * Math.PI * frequency * index) / 16000;
      real += window * sound[8000 + index]! * Math.cos(angle);
      imaginary += window * sound[8000 + index]! * Math.sin(angle);
    }
    return real * real + imaginary * imaginary;
  };
  const step = 10;
  const powers = Array.from({ length: (to - from) / step }, (_, index) => power(from + index * step));
  const smooth = powers.map((_, index) =>
    powers.slice(Math.max(0, index - 4), index + 5).reduce((sum, value) => sum + value, 0),
  );
  return from + step * smooth.indexOf(Math.max(...smooth));
}

test('soundOf(a held vowel) has its formants where the tracks put them, within 8 % (harmonics are 40 Hz apart)', () => {
  const speaker = { ...speakerOf(1, 0, 0), pitch: 40, breathiness: 0, jitter: 0 };
  const session = sessionOf({ seed: 1, speaker: 0, session: 0 }, 0, 60);
  const held = (value: number): Float64Array => new Float64Array(200).fill(value);
  for (const [f1, f2] of [
    [730, 1800],
    [300, 2200],
    [500, 1500],
  ] as const) {
    const tracks = {
      frames: 200,
      pitch: held(Math.log(40)),
      formants: [held(f1), held(f2), held(2900)] as const,
      voicing: held(1),
      aspiration: held(0),
      frication: held(0),
      noiseCentre: held(3000),
      noiseBandwidth: held(1000),
      nasal: held(0),
    };
    const sound = soundOf(tracks, { speaker, session }, randomOf('held'), 16000);
    expect(Math.abs(peakOf(sound, f1 * 0.7, f1 * 1.4) / f1 - 1)).toBeLessThan(0.08);
    expect(Math.abs(peakOf(sound, f2 * 0.85, f2 * 1.2) / f2 - 1)).toBeLessThan(0.08);
  }
});

test('speakerOf(seed, index, 1): women and men differ in pitch and vocal tract as people do, and no two are alike', () => {
  const people = Array.from({ length: 400 }, (_, index) => speakerOf(3, index, 1));
  const women = people.filter(person => person.tract > 1.09);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(women.length / people.length).toBeGreaterThan(0.4);
  expect(women.length / people.length).toBeLessThan(0.6);
  expect(mean(women.map(person => person.pitch))).toBeGreaterThan(180);
  expect(mean(people.filter(person => person.tract <= 1.09).map(person => person.pitch))).toBeLessThan(145);
  expect(
    new Set(people.map(person => JSON.stringify([person.pitch, person.tract, ...person.upperFormants]))).size,
  ).toBe(400);
});

test('speakerOf(seed, index, 0) leaves only the two sexes', () => {
  const people = Array.from({ length: 20 }, (_, index) => speakerOf(3, index, 0));
  expect(new Set(people.map(person => JSON.stringify([person.pitch, person.tract, person.upperFormants]))).size).toBe(
    2,
  );
});

test('synthesize(settings) holds level and noise: pauses lie under the speech by about the noise option', () => {
  for (const noise of [10, 30]) {
    const ratios = Array.from({ length: 20 }, (_, speaker) => {
      const { samples, phones } = synthesize({ ...settings, noise }, { speaker, session: 0, utterance: 0 }, 16000);
      const level = (from: number, to: number): number => {
        const part = samples.subarray(from * 16000, to * 16000);
        return 10 * Math.log10(part.reduce((sum, value) => sum + value ** 2, 0) / part.length + 1e-9);
      };
      const last = phones.at(-1)!;
      // The last 30 ms: the resonances have died away.
      return level(0, last.start) - level(last.end - 0.03, last.end);
    });
    const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length;
    expect(Math.abs(mean - noise)).toBeLessThan(4);
  }
});
