import type { Random } from '../core/random';
import { sizeOf } from './parameter';

export type Initializer = (random: Random) => Float32Array;

/** The same value everywhere. */
export function constant(shape: readonly number[], value: number): Initializer {
  return () => new Float32Array(sizeOf(shape)).fill(value);
}

/** Uniform in [−bound, bound). */
export function uniform(shape: readonly number[], bound: number): Initializer {
  return random => {
    // A plain loop: Float32Array.from takes ten times as long, seconds for a whole network.
    const values = new Float32Array(sizeOf(shape));
    for (let index = 0; index < values.length; index++) values[index] = (2 * random.uniform() - 1) * bound;
    return values;
  };
}

/**
 * The start of PyTorch's Conv2d and Linear, for weights and biases alike: uniform within ±1/√fanIn.
 * Kaiming uniform with a = √5, gain √(2 / (1 + a²)) = √⅓ (He et al. 2015; torch/nn/init.py, kaiming_uniform_).
 */
export function kaimingUniform(shape: readonly number[], fanIn: number): Initializer {
  return uniform(shape, 1 / Math.sqrt(fanIn));
}

/** Uniform with variance 2 / fanIn, made for relu (He et al. 2015, eq. 10; torch/nn/init.py, kaiming_uniform_ with its gain of relu). */
export function kaimingForRelu(shape: readonly number[], fanIn: number): Initializer {
  return uniform(shape, Math.sqrt(6 / fanIn));
}

/** Uniform within ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, eq. 16; torch/nn/init.py, xavier_uniform_). */
export function xavierUniform(shape: readonly number[], fanIn: number, fanOut: number): Initializer {
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)));
}
