import type { Frames } from '../core/vectors';
import { tf } from '../engine/tf';
import { type FullMixture, type Whitened, whiten } from './mixture';
import { rowsAt } from './rows-at';
import { type Tiles, tileSize } from './tiles';
import { numbersOf, valuesOf } from './values-of';

/** Tiles that are on the device at once. */
const group = 2048;
const none = new Float32Array();

/** A full-covariance mixture on the device. */
export class MixtureOnDevice {
  readonly dimension: number;
  readonly components: number;
  private readonly whitened: Whitened;
  private readonly means: tf.Tensor3D; // [components, 1, dimension]
  private readonly maps: tf.Tensor3D; // [components, dimension, dimension]

  /** @throws NumericError where a covariance is not positive definite */
  constructor(mixture: FullMixture) {
    this.dimension = mixture.dimension;
    this.components = mixture.weights.length;
    this.whitened = whiten(mixture);
    this.means = tf.tensor3d(Float32Array.from(mixture.means), [this.components, 1, this.dimension]);
    this.maps = tf.tensor3d(this.whitened.maps, [this.components, this.dimension, this.dimension]);
  }

  /**
   * log (weight · density) of each pair that the tiles are of; differences from the mean are taken before they are squared, so that single precision is
   * enough. dimension² multiplications a pair.
   */
  logDensities(frames: Frames, tiles: Tiles, pairs: number): Float64Array {
    const found = new Float64Array(pairs);
    this.eachGroup(frames, tiles, (centred, component, start) => {
      const distances = numbersOf(() => {
        const white = tf.matMul(
          centred,
          rowsAt(this.maps, component).as3D(component.size, this.dimension, this.dimension),
        );
        return tf.sum(tf.square(white), 2); // [tiles, tileSize]
      });
      distances.forEach((distance, at) => {
        const place = tiles.places[start + at]!;
        if (place < 0) return;
        found[place] =
          this.whitened.constants[tiles.components[Math.floor((start + at) / tileSize)]!]! - 0.5 * distance;
      });
    });
    return found;
  }

  /**
   * Adds Σ γ (x − mean) and Σ γ (x − mean)(x − mean)ᵀ of each component, by tiles in single precision, over tiles in double.
   */
  addMoments(
    frames: Frames,
    tiles: Tiles,
    weights: ArrayLike<number>,
    first: Float64Array,
    second: Float64Array,
  ): void {
    const { dimension } = this;
    const square = dimension * dimension;
    this.eachGroup(frames, tiles, (centred, component, start) => {
      const size = component.size;
      const weightOf = Float32Array.from({ length: size * tileSize }, (_, at) => {
        const place = tiles.places[start + at]!;
        return place < 0 ? 0 : weights[place]!;
      });
      const [sums = none, products = none] = valuesOf(() => {
        const weighted = tf.mul(centred, tf.tensor3d(weightOf, [size, tileSize, 1]));
        return [tf.sum(weighted, 1), tf.matMul(weighted, centred, true, false)];
      });
      for (let tile = 0; tile < size; tile++) {
        const owner = tiles.components[start / tileSize + tile]!;
        for (let at = 0; at < dimension; at++) first[owner * dimension + at]! += sums[tile * dimension + at]!;
        const [from, to] = [tile * square, owner * square];
        for (let at = 0; at < square; at++) second[to + at]! += products[from + at]!;
      }
    });
  }

  dispose(): void {
    tf.dispose([this.means, this.maps]);
  }

  /** Gives `use` the differences of frames from their component's mean, [tiles, tileSize, dimension], and where its tiles begin. */
  private eachGroup(
    { rows, data }: Frames,
    tiles: Tiles,
    use: (centred: tf.Tensor3D, component: tf.Tensor1D, start: number) => void,
  ): void {
    const frames = tf.tensor2d(data, [rows, this.dimension]);
    for (let tile = 0; tile < tiles.components.length; tile += group) {
      const end = Math.min(tile + group, tiles.components.length);
      tf.tidy(() => {
        const component = tf.tensor1d(tiles.components.slice(tile, end), 'int32');
        const places = tf.tensor1d(tiles.rows.slice(tile * tileSize, end * tileSize), 'int32');
        const gathered = rowsAt(frames, places).as3D(end - tile, tileSize, this.dimension);
        const means = rowsAt(this.means, component).as3D(end - tile, 1, this.dimension);
        use(tf.sub(gathered, means), component, tile * tileSize);
      });
    }
    frames.dispose();
  }
}
