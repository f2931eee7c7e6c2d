import { fftOf } from '../../src/augment/fft';
import { generatedNoise, noiseKinds } from '../../src/augment/generated-noise';
import { generatedRooms } from '../../src/augment/generated-rooms';

/** Power of a periodic noise between two frequencies, dB. */
function band(wave: Float32Array, low: number, high: number): number {
  const [real, imaginary] = [Float64Array.from(wave), new Float64Array(wave.length)];
  fftOf(wave.length).forward(real, imaginary);
  let sum = 0;
  const bin = (frequency: number): number => Math.round((frequency * wave.length) / 16000);
  for (let at = bin(low); at < bin(high); at++) sum += real[at]! ** 2 + imaginary[at]! ** 2;
  return 10 * Math.log10(sum);
}

test.each([
  ['white', 3.01],
  ['pink', 0],
  ['brown', -3.01],
] as const)('generatedNoise(%s) has %d dB more power in each next octave', (kind, slope) => {
  const noise = generatedNoise(kind, 1, 16000);
  const wave = noise.read(3, 0, noise.samples(3));
  for (const corner of [250, 500, 1000, 2000]) {
    // An octave from 250 Hz has 1,024 bins: a standard error of 4.3 / sqrt(1024) = 0.14 dB on each side.
    expect(Math.abs(band(wave, 2 * corner, 4 * corner) - band(wave, corner, 2 * corner) - slope)).toBeLessThan(0.8);
  }
});

test('generatedNoise(babble) falls above 500 Hz as speech does, and swells', () => {
  const noise = generatedNoise('babble', 1, 16000);
  const wave = noise.read(0, 0, noise.samples(0));
  expect(band(wave, 4000, 8000) - band(wave, 1000, 2000)).toBeLessThan(-9);
  const tenths = Array.from({ length: 40 }, (_, part) =>
    wave.subarray(1600 * part, 1600 * (part + 1)).reduce((sum, sample) => sum + sample * sample, 0),
  );
  expect(Math.max(...tenths) / Math.min(...tenths)).toBeGreaterThan(3);
});

test.each(noiseKinds)('generatedNoise(%s) is a function of seed, kind and row', kind => {
  const read = (seed: number, row: number) => Buffer.from(generatedNoise(kind, seed, 16000).read(row, 100, 50));
  expect(read(1, 2).equals(read(1, 2))).toBe(true);
  expect(read(1, 2).equals(read(1, 3))).toBe(false);
  expect(read(1, 2).equals(read(2, 2))).toBe(false);
});

test('generatedRooms(options) decays by 60 dB in t60 and has the direct sound that the ratio says', () => {
  const rooms = generatedRooms({ t60: [0.5, 0.5], directToReverberant: [6, 6] }, 1, 16000);
  const response = rooms.read(0, 0, rooms.samples(0));
  expect(response[0]).toBe(1);
  const energy = (from: number, to: number): number =>
    response.subarray(from, to).reduce((sum, sample) => sum + sample * sample, 0);
  expect(10 * Math.log10(1 / energy(1, response.length))).toBeCloseTo(6, 3);
  // 30 dB in half of the time; 800 samples each: a standard error of 0.22 dB on each side.
  expect(Math.abs(10 * Math.log10(energy(400, 1200) / energy(4400, 5200)) - 30)).toBeLessThan(1.2);
});
