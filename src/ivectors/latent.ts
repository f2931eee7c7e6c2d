import { tf } from '../engine/tf';
import { packedSize } from './dense';
import { positiveInverse } from './positive-inverse';
import { rowsAt } from './rows-at';
import type { TotalVariability } from './total-variability';
import type { UtteranceSums } from './utterance-sums';

/** What is known of the w′ of utterances, on the device. */
export interface Latent {
  /** Posterior means, [utterances, size]: the i-vectors. */
  readonly means: tf.Tensor2D;
  /** E[w′ w′ᵀ], lower triangles, [utterances, size · (size + 1) / 2]. */
  readonly seconds: tf.Tensor2D;
  /** ½ aᵀ L⁻¹ a − ½ log |L|: what the log likelihood gains over w′ = 0, [utterances]. */
  readonly gains: tf.Tensor1D;
}

/** Components whose MᵀΣ⁻¹M is made at once. */
const group = 64;

/**
 * The total-variability model on the device, ready to infer: with Σ⁻¹M and the lower triangles of U_c = M_cᵀ Σ_c⁻¹ M_c, the precision of w′ is
 * L = I + Σ N_c U_c and its mean L⁻¹ Σ M_cᵀ Σ_c⁻¹ F̃_c (Kenny, Boulianne, Dumouchel 2005, Proposition 1; kaldi src/ivector/ivector-extractor.cc,
 * GetIvectorDistribution). Products are in single precision: L has eigenvalues of at least 1, and F̃ is centred in double before.
 */
export class LatentModel {
  readonly size: number;
  private readonly weighted: tf.Tensor2D; // [components · dimension, size]
  private readonly quadratics: tf.Tensor2D; // [components, size · (size + 1) / 2]
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
    this.quadratics = tf.concat2d(quadratics, 0);
    tf.dispose([weighted, quadratics]);
  }

  /** The caller disposes what comes back. */
  infer({ utterances, counts, first }: UtteranceSums): Latent {
    const { size } = this;
    return tf.tidy(() => {
      const n = tf.tensor2d(counts, [utterances, counts.length / utterances]);
      const f = tf.tensor2d(first, [utterances, first.length / utterances]);
      const flat = rowsAt(tf.matMul(n, this.quadratics), this.fromPacked, 1).as3D(utterances, size, size);
      const { inverse, logDeterminant } = positiveInverse(tf.add(flat, tf.eye(size)));
      const linear = tf.matMul(f, this.weighted).as3D(utterances, 1, size);
      const means = tf.matMul(linear, inverse); // [utterances, 1, size]
      const second = tf.add(inverse, tf.mul(tf.transpose(means, [0, 2, 1]), means));
      const quadratic = tf.sum<tf.Tensor1D>(tf.mul(linear, means), [1, 2]);
      return {
        means: means.as2D(utterances, size),
        seconds: this.packed(second.as2D(utterances, size * size)),
        gains: tf.mul<tf.Tensor1D>(tf.sub(quadratic, logDeterminant), 0.5),
      };
    });
  }

  dispose(): void {
    tf.dispose([this.weighted, this.quadratics, this.fromPacked, this.toPacked]);
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
