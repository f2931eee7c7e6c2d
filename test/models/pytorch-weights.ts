import type { Parameter } from '../../src/layers/parameter';
import { sizeOf } from '../../src/layers/parameter';

/** Numbers in [-1, 1) from whole numbers, as by_formula in scripts/references/formula.py. */
export function byFormula(count: number, salt: number): number[] {
  let state = salt;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/** Values in PyTorch's layout. */
export interface PytorchArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What `fill` of scripts/references/formula.py fills a PyTorch model with that has these parameters, axes reversed. */
export function pytorchWeights(parameters: readonly Parameter[]): Map<string, PytorchArray> {
  const sorted = [...parameters].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    sorted.map(({ name, shape: ours }, index) => {
      const shape = [...ours].reverse();
      const fanIn = shape.slice(1).reduce((product, extent) => product * extent, 1);
      const values = byFormula(sizeOf(shape), index + 1).map(value => {
        if (name.endsWith('running_var')) return 1 + 0.5 * value;
        if (shape.length > 1) return value * Math.sqrt(6 / fanIn);
        return name.endsWith('.weight') ? 1 + 0.3 * value : 0.2 * value; // the scale of batch norm
      });
      return [name, { shape, values }];
    }),
  );
}

/** The same in svtk's layout. */
export function formulaWeights(parameters: readonly Parameter[]): Map<string, number[]> {
  const arrays = pytorchWeights(parameters);
  return new Map([...arrays].map(([name, { shape, values }]) => [name, reversedAxes(values, shape)]));
}

/** A row-major array of that shape, with the order of its axes reversed. */
function reversedAxes(values: readonly number[], shape: readonly number[]): number[] {
  const out = new Array<number>(values.length);
  const index = shape.map(() => 0);
  for (const value of values) {
    let to = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) to = to * (shape[axis] ?? 1) + (index[axis] ?? 0);
    out[to] = value;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      index[axis] = 0;
    }
  }
  return out;
}
