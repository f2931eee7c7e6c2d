import { type SpecAugmentOptions, specAugmentOptions, specMasks } from '../../src/training/spec-augment';

const shape = { batch: 4000, frames: 20, bands: 5 };
const options: SpecAugmentOptions = {
  probability: 1,
  time_masks: 1,
  time_width: 3,
  frequency_masks: 0,
  frequency_width: 8,
};

/** Lengths of the runs of zeros of each row. */
function runs(mask: Float32Array, width: number): number[][] {
  return Array.from({ length: mask.length / width }, (_, row) =>
    Array.from(mask.subarray(row * width, (row + 1) * width), value => `${value}`)
      .join('')
      .split('1')
      .filter(run => run !== '')
      .map(run => run.length),
  );
}

test('specMasks(options) has one block of 0 to 3 frames a crop, all widths equally likely', () => {
  const { time, frequency } = specMasks(options, shape, 1, 1);
  const found = runs(time, shape.frames);
  expect(found.every(blocks => blocks.length <= 1)).toBe(true);
  for (const width of [0, 1, 2, 3]) {
    const share = found.filter(([length = 0]) => length === width).length / shape.batch;
    // 4 standard errors of a quarter of 4,000.
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / shape.batch));
  }
  expect(frequency.every(factor => factor === 1)).toBe(true);
});

test('specMasks(options) is a function of seed and step', () => {
  const draw = (seed: number, step: number) => Buffer.from(specMasks(options, shape, seed, step).time.buffer);
  expect(draw(1, 1).equals(draw(1, 1))).toBe(true);
  expect(draw(1, 1).equals(draw(1, 2))).toBe(false);
  expect(draw(1, 1).equals(draw(2, 1))).toBe(false);
});

test('specMasks(options) masks the share of crops that probability says, and never outside a narrow feature', () => {
  const wide = { ...options, probability: 0.3, time_masks: 0, frequency_masks: 2, frequency_width: 100 };
  const { frequency } = specMasks(wide, shape, 1, 1);
  const share = runs(frequency, shape.bands).filter(blocks => blocks.length > 0).length / shape.batch;
  // A masked crop has both blocks of width 0 once in 36.
  expect(Math.abs(share - 0.3 * (35 / 36))).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / shape.batch));
  expect(specMasks({ ...options, probability: 0 }, shape, 1, 1).time.every(factor => factor === 1)).toBe(true);
});

test('specAugmentOptions fills wespeaker’s defaults', () => {
  expect(specAugmentOptions.parse({})).toMatchObject({ probability: 0.6, time_width: 10, frequency_width: 8 });
});
