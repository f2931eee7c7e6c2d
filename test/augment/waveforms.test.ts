import { convolve } from '../../src/augment/convolve';
import { fftOf } from '../../src/augment/fft';
import { bandPass, lowPass } from '../../src/augment/fir';
import { resampler } from '../../src/augment/resample';
import reference from '../references/waveforms.json';

const wave = Float32Array.from(reference.wave);

/** The largest difference; an array of another length is infinitely far away. */
function distance(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((most, value, index) => Math.max(most, Math.abs(value - (found[index] ?? Number.NaN))), 0);
}

test.each(Object.entries(reference.resample_poly))(
  'resampler(%s).apply(wave) is scipy.signal.resample_poly within float32',
  (ratio, expected) => {
    const [up = 1, down = 1] = ratio.split('/').map(Number);
    expect(distance(resampler(up, down).apply(wave, expected.length), expected)).toBeLessThan(2e-7);
  },
);

test('resampler(up, down).inputSamples(n) is enough for n samples of result', () => {
  const longer = new Float32Array(wave.length + 100);
  longer.set(wave);
  for (const [up, down] of [
    [10, 9],
    [10, 11],
    [100, 83],
  ] as const) {
    const needed = resampler(up, down).inputSamples(400);
    expect((needed * up) / down).toBeGreaterThanOrEqual(400);
    expect(((needed - 1) * up) / down).toBeLessThan(400);
  }
});

test('convolve(wave, response) is scipy.signal.fftconvolve within float32, also for short and odd lengths', () => {
  const response = Float32Array.from(reference.response);
  expect(distance(convolve(wave, response), reference.fftconvolve)).toBeLessThan(1e-6);
  expect([...convolve(Float32Array.of(2), Float32Array.of(3))]).toEqual([6]);
  expect(distance(convolve(Float32Array.of(1, 2, 3), Float32Array.of(1, 0, -1, 5)), [1, 2, 2, 3, 7, 15])).toBeLessThan(
    1e-6,
  );
  expect(distance(convolve(Float32Array.of(1, 2), Float32Array.of(1, 1, 1, 1, 1)), [1, 3, 3, 3, 3, 2])).toBeLessThan(
    1e-6,
  );
});

test('lowPass and bandPass are scipy.signal.firwin with a Kaiser window', () => {
  expect(distance(lowPass(41, 0.25, 5), reference.firwin['lowpass 41 taps 0.25 kaiser 5'])).toBeLessThan(1e-14);
  const band = bandPass(129, 0.0375, 0.425, 6);
  expect(distance(band, reference.firwin['bandpass 129 taps 0.0375 0.425 kaiser 6'])).toBeLessThan(1e-14);
});

test.each([64, 32])('fftOf(%d) is numpy.fft.fft, and its inverse gives the input back', size => {
  const [real, imaginary] = [
    Float64Array.from(wave.subarray(0, size)),
    Float64Array.from(wave.subarray(size, 2 * size)),
  ];
  const expected = size === 64 ? reference['fft 64'] : reference['fft 32'];
  const transform = fftOf(size);
  transform.forward(real, imaginary);
  expect(
    distance(
      real,
      expected.map(([value = 0]) => value),
    ),
  ).toBeLessThan(1e-13);
  expect(
    distance(
      imaginary,
      expected.map(([, value = 0]) => value),
    ),
  ).toBeLessThan(1e-13);
  transform.inverse(real, imaginary);
  expect(distance(real, [...wave.subarray(0, size)])).toBeLessThan(1e-15);
});

test('fftOf(48) is refused', () => {
  expect(() => fftOf(48)).toThrow('expected a power of two');
});
