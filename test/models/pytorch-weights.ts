import type { Parameter } from '../../src/layers/parameter';
import { sizeOf } from '../../src/layers/parameter';

/** Numbers in [-1, 1) from whole numbers, as by_formula in scripts/references/resnet.py. */
export function byFormula(count: number, salt: number): number[] {
  let state = salt;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/** The values that scripts/references/resnet.py fills a PyTorch model with, in svtk's layout: PyTorch's axes reversed. */
export function formulaWeights(parameters: readonly Parameter[]): Map<string, number[]> {
  const entries = parameters.map(({ name, shape }, index): [string, number[]] => {
    const pytorchShape = [...shape].reverse();
    const start = byFormula(sizeOf(shape), index + 1);
    const fanIn = pytorchShape.slice(1).reduce((product, extent) => product * extent, 1);
    const values = start.map(value => {
      if (/(bn1|bn2|shortcut\.1)\.weight$/.test(name)) return 1 + 0.3 * value;
      if (name.endsWith('running_var')) return 1 + 0.5 * value;
      return value * (shape.length > 1 ? Math.sqrt(6 / fanIn) : 0.2);
    });
    return [name, reversedAxes(values, pytorchShape)];
  });
  return new Map(entries);
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
