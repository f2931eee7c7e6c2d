import fc from 'fast-check';
import { memoryOf } from '../../src/algebra/wasm-code';
import { pairKernel } from '../../src/backends/pair-kernel';
import { reachKernel } from '../../src/backends/reach-kernel';
import { PANEL, STEP, TILE, wholeKernel } from '../../src/backends/whole-kernel';
import { randomOf } from '../../src/core/random';

const count = (max: number) => fc.integer({ min: 1, max });

test('wholeKernel(memory) makes the inner products of 16-bit rows with panels, to the last bit', () => {
  fc.assert(
    fc.property(count(5), count(4), count(6), fc.nat(), (tiles, panels, steps, key) => {
      const random = randomOf('whole', key);
      const [rows, others, width] = [TILE * tiles, PANEL * panels, STEP * steps];
      const memory = memoryOf(2 * width * (rows + others) + 4 * rows * others);
      const numbers = new Int16Array(memory.buffer, 0, width * (rows + others));
      for (let at = 0; at < numbers.length; at++) numbers[at] = random.integer(12_000) - 6000;
      const [b, c] = [2 * width * rows, 2 * width * (rows + others)];
      wholeKernel(memory)(0, b, c, rows, panels, 2 * width, 4 * others);
      const sums = new Int32Array(memory.buffer, c, rows * others);
      for (let row = 0; row < rows; row++) {
        for (let other = 0; other < others; other++) {
          const panel = width * rows + PANEL * width * Math.floor(other / PANEL);
          let sum = 0;
          for (let column = 0; column < width; column++) {
            const at = panel + 2 * PANEL * Math.floor(column / 2) + 2 * (other % PANEL) + (column % 2);
            sum += numbers[row * width + column]! * numbers[at]!;
          }
          expect(sums[row * others + other]).toBe(sum);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('pairKernel(memory) makes the products of listed rows of doubles where the list says', () => {
  const memory = memoryOf(2 ** 16);
  const doubles = new Float64Array(memory.buffer);
  const random = randomOf('pairs');
  for (let at = 0; at < 5 * 16; at++) doubles[at] = random.integer(1000) - 500;
  const [list, to] = [1024, 2048];
  const pairs = [
    [0, 4],
    [2, 2],
    [3, 1],
  ] as const;
  new Int32Array(memory.buffer, list).set(pairs.flatMap(([x, y], at) => [128 * x, 128 * y, to + 8 * (2 - at)]));
  pairKernel(memory)(list, pairs.length, 128);
  pairs.forEach(([x, y], at) => {
    let sum = 0;
    for (let column = 0; column < 16; column++) sum += doubles[16 * x + column]! * doubles[16 * y + column]!;
    expect(doubles[to / 8 + 2 - at]).toBe(sum);
  });
});

test('reachKernel(memory) lists the addresses of the numbers that reach the least, negative ones and the extremes too', () => {
  const number = fc.oneof(fc.integer(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 10 }), number, (quarter, least) => {
      const scores = [...quarter, ...quarter, ...quarter, ...quarter];
      const memory = memoryOf(2 ** 16);
      const numbers = new Int32Array(memory.buffer);
      numbers.set(scores, 8);
      reachKernel(memory)(32, 32 + 4 * scores.length, least, 1024);
      const listed = Array.from(numbers.subarray(257, numbers[256]! / 4));
      expect(listed).toEqual(scores.flatMap((score, at) => (score >= least ? [32 + 4 * at] : [])));
    }),
  );
});
