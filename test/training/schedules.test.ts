import { cosine } from '../../src/training/schedules/cosine';
import { exponential } from '../../src/training/schedules/exponential';
import { marginAt } from '../../src/training/schedules/margin';
import { step } from '../../src/training/schedules/step';
import { triangular } from '../../src/training/schedules/triangular';
import reference from '../references/cyclic-rates.json';

const at = (step: number) => ({ step, steps: 100, stepsPerEpoch: 10 });

test('exponential runs from initial to final, the warm-up on top of it', () => {
  const rate = exponential.build({ initial: 0.1, final: 0.001, warmup_epochs: 2 });
  expect(rate(at(0))).toBeCloseTo(0.1 / 20, 12);
  expect(rate(at(20))).toBeCloseTo(0.1 * 0.01 ** (20 / 99), 12);
  expect(rate(at(99))).toBeCloseTo(0.001, 12);
});

test('cosine starts at initial after the warm-up, passes the mean half-way, and ends at final', () => {
  const rate = cosine.build({ initial: 0.1, final: 0.02, warmup_epochs: 1 });
  expect(rate(at(4))).toBeCloseTo(0.05, 12);
  expect(rate(at(10))).toBeCloseTo(0.1, 12);
  expect(cosine.build({ initial: 0.1, final: 0.02, warmup_epochs: 0 })({ ...at(50), steps: 101 })).toBeCloseTo(
    0.06,
    12,
  );
  expect(rate(at(99))).toBeCloseTo(0.02, 12);
});

test('step drops by its factor after every so many steps', () => {
  const rate = step.build({ initial: 0.001, factor: 0.98, every_steps: 50, warmup_epochs: 0 });
  expect([rate(at(0)), rate(at(49)), rate(at(50)), rate(at(99))]).toEqual([0.001, 0.001, 0.00098, 0.00098]);
});

test('marginAt(full) is 0 up to from_epoch, full from to_epoch, and linear between', () => {
  const margin = (step: number) => marginAt(0.3, { from_epoch: 2, to_epoch: 8 }, at(step));
  expect([margin(0), margin(20), margin(50), margin(80), margin(99)]).toEqual([0, 0, 0.15, 0.3, 0.3]);
  expect(marginAt(0.3, { from_epoch: 0, to_epoch: 0 }, at(0))).toBe(0.3);
});

test.each(reference.cases)('triangular of $options gives the rates of PyTorch’s CyclicLR to 1e-12', one => {
  const rate = triangular.build(triangular.options.parse(one.options));
  for (const [step, expected] of one.rates.entries()) expect(Math.abs(rate(at(step)) - expected)).toBeLessThan(1e-12);
});

test('triangular warms up from 0 on top of its cycles', () => {
  const options = { lowest: 0.1, highest: 0.5, rise_steps: 10, warmup_epochs: 2 };
  const rate = triangular.build(triangular.options.parse(options));
  expect(rate(at(9))).toBeCloseTo(0.5 * 0.46, 12);
  expect(rate(at(30))).toBeCloseTo(0.5, 12);
});
