import { packedSize } from '../algebra/packed';
import { tf } from '../engine/tf';
import { positiveInverse } from './positive-inverse';
import { rowsAt } from './rows-at';
import type { TotalVariability } from './total-variability';
import type { UtteranceSums } from './utterance-sums';

/** What is known of the w′ of utterances, on the device. A type, as tf.tidy takes no interface. */
export type Latent = {
  /** Posterior means, [utterances, size]: the i-vectors. */
  readonly means: tf.Tensor2D;
  /** E[w′ w′ᵀ], lower triangles, [utterances, size · (size + 1) / 2]. */
  readonly seconds: tf.Tensor2D;
  /** ½ aᵀ L⁻¹ a − ½ log |L|: what the log likelihood gains over w′ = 0, [utterances]. */
  readonly gains: tf.Tensor1D;
};

/** Components whose MᵀΣ⁻¹M is made, and used, at once; joining them all would need their 1.5 GB of 2,048 components twice. */
const group = 256;
/** Utterances whose square matrices are there at once: 23 MB each for i-vectors of 600 values, and five of them. */
const few = 16;

/**
 * The total-variability model on the device, ready to infer: with Σ⁻¹M and the lower triangles of U_c = M_cᵀ Σ_c⁻¹ M_c, the precision of w′ is
 * L = I + Σ N_c U_c and its mean L⁻¹ Σ M_cᵀ Σ_c⁻¹ F̃_c (Kenny, Boulianne, Dumouchel 2005, Proposition 1; kaldi src/ivector/ivector-extractor.cc,
 * GetIvectorDistribution). Products are in single precision: L has eigenvalues of at least 1, and F̃ is centred in double before.
 */
export class LatentModel {
  readonly size: number;
  private readonly weighted: tf.Tensor2D; // [components · dimension, size]
  private readonly quadratics: tf.Tensor2D[]; // [group, size · (size + 1) / 2] each
  private readonly fromPacked: tf.Tensor1D;
  private readonly toPacked: tf.Tensor1D;

  constructor({ size, dimension, weights, projections, precisions }: TotalVariability) {
    this.size = size;
    const { fromPacked, toPacked } = packing(size);
    this.fromPacked = tf.tensor1d(fromPacked, 'int32');
    this.toPacked = tf.tensor1d(toPacked, 'int32');
    const [weighted, quadratics]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []];
    for (let start = 0; start < weights.length; start += group) {
      const count = Math.min(group, weights.length - start);
      const part = (values: Float64Array, width: number): tf.Tensor3D => {
        const floats = Float32Array.from(
          values.subarray(start * dimension * width, (start + count) * dimension * width),
        );
        return tf.tensor3d(floats, [count, dimension, width]);
      };
      const [product, quadratic] = tf.tidy(() => {
        const projection = part(projections, size);
        const made = tf.matMul(part(precisions, dimension), projection); // [group, dimension, size]
        const square = tf.matMul(projection, made, true, false).as2D(count, size * size);
        return [made.as2D(count * dimension, size), this.packed(square)] as const;
      });
      weighted.push(product);
      quadratics.push(quadratic);
    }
    this.weighted = tf.concat2d(weighted, 0);
    this.quadratics = quadratics;
    tf.dispose(weighted);
  }

  /** The caller disposes what comes back. */
  infer({ utterances, counts, first }: UtteranceSums): Latent {
    const { size } = this;
    return tf.tidy(() => {
      const n = tf.tensor2d(counts, [utterances, counts.length / utterances]);
      const f = tf.tensor2d(first, [utterances, first.length / utterances]);
      const quadratics = this.weightedQuadratics(n);
      const linear = tf.matMul<tf.Tensor2D>(f, this.weighted);
      const parts: Latent[] = [];
      for (let start = 0; start < utterances; start += few) {
        const count = Math.min(few, utterances - start);
        const own = (rows: tf.Tensor2D): tf.Tensor2D => tf.slice2d(rows, [start, 0], [count, rows.shape[1]]);
        parts.push(tf.tidy(() => this.posterior(own(quadratics), own(linear).as3D(count, 1, size))));
      }
      return {
        means: tf.concat2d(
          parts.map(({ means }) => means),
          0,
        ),
        seconds: tf.concat2d(
          parts.map(({ seconds }) => seconds),
          0,
        ),
        gains: tf.concat1d(parts.map(({ gains }) => gains)),
      };
    });
  }

  /** Of a few utterances, out of Σ N_c U_c and Σ M_cᵀ Σ_c⁻¹ F̃_c, [utterances, 1, size]. */
  private posterior(quadratics: tf.Tensor2D, linear: tf.Tensor3D): Latent {
    const { size } = this;
    const count = quadratics.shape[0];
    const { inverse, logDeterminant } = tf.tidy(() => {
      const flat = rowsAt(quadratics, this.fromPacked, 1);
      return positiveInverse(tf.add(flat.as3D(count, size, size), tf.eye(size)));
    });
    const means = tf.matMul(linear, inverse); // [utterances, 1, size]
    const seconds = tf.tidy(() => {
      const second = tf.add(inverse, tf.mul(tf.transpose(means, [0, 2, 1]), means));
      return this.packed(second.as2D(count, size * size));
    });
    const quadratic = tf.sum<tf.Tensor1D>(tf.mul(linear, means), [1, 2]);
    return {
      means: means.as2D(count, size),
      seconds,
      gains: tf.mul<tf.Tensor1D>(tf.sub(quadratic, logDeterminant), 0.5),
    };
  }

  dispose(): void {
    tf.dispose([this.weighted, this.quadratics, this.fromPacked, this.toPacked]);
  }

  /** Σ N_c U_c of each utterance, packed. */
  private weightedQuadratics(counts: tf.Tensor2D): tf.Tensor2D {
    let sum: tf.Tensor2D | undefined;
    for (const [place, quadratics] of this.quadratics.entries()) {
      const before = sum;
      sum = tf.tidy((): tf.Tensor2D => {
        const own = tf.slice2d(counts, [0, place * group], [counts.shape[0], quadratics.shape[0]]);
        const part = tf.matMul<tf.Tensor2D>(own, quadratics);
        return before === undefined ? part : tf.add<tf.Tensor2D>(before, part);
      });
      before?.dispose();
    }
    if (sum === undefined) throw new Error('a model has at least one component');
    return sum;
  }

  private packed(squares: tf.Tensor2D): tf.Tensor2D {
    return rowsAt(squares, this.toPacked, 1).as2D(squares.shape[0], packedSize(this.size));
  }
}

/** Places of a square matrix in its packed lower triangle, and the other way round. */
function packing(size: number): { readonly fromPacked: Int32Array; readonly toPacked: Int32Array } {
  const fromPacked = new Int32Array(size * size);
  const toPacked = new Int32Array(packedSize(size));
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column <= row; column++, at++) {
      fromPacked[row * size + column] = at;
      fromPacked[column * size + row] = at;
      toPacked[at] = row * size + column;
    }
  }
  return { fromPacked, toPacked };
}
