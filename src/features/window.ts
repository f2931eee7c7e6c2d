export const windowNames = ['povey', 'hamming', 'hann', 'rectangular', 'blackman'] as const;
export type WindowName = (typeof windowNames)[number];

/** Value at position 0 … 1 of each window (kaldi src/feat/feature-window.cc, FeatureWindowFunction). */
const shapes: Readonly<Record<WindowName, (position: number) => number>> = {
  povey: position => (0.5 - 0.5 * Math.cos(2 * Math.PI * position)) ** 0.85,
  hamming: position => 0.54 - 0.46 * Math.cos(2 * Math.PI * position),
  hann: position => 0.5 - 0.5 * Math.cos(2 * Math.PI * position),
  rectangular: () => 1,
  blackman: position => 0.42 - 0.5 * Math.cos(2 * Math.PI * position) + 0.08 * Math.cos(4 * Math.PI * position),
};

/** A symmetric window: its first and last value are those of the shape's ends. */
export function analysisWindow(name: WindowName, length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => shapes[name](index / (length - 1)));
}
