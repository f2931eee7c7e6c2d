export interface CepstrumOptions {
  /** The lowest coefficient that is made: 1 where something else stands in for the 0th. */
  readonly first: number;
  readonly count: number;
  readonly lifter: number;
}

/**
 * From log mel values to liftered cepstral coefficients, row-major [mels, count]: the orthonormal cosine transform of type II,
 * coefficient i times 1 + lifter/2 · sin(πi / lifter) (kaldi src/matrix/matrix-functions.cc, ComputeDctMatrix; src/feat/mel-computations.cc,
 * ComputeLifterCoeffs).
 */
export function cepstrum(mels: number, { first, count, lifter }: CepstrumOptions): Float32Array {
  const transform = new Float32Array(mels * count);
  for (let column = 0; column < count; column++) {
    const i = first + column;
    const norm = Math.sqrt((i === 0 ? 1 : 2) / mels);
    const lift = lifter === 0 ? 1 : 1 + (lifter / 2) * Math.sin((Math.PI * i) / lifter);
    for (let mel = 0; mel < mels; mel++) {
      transform[mel * count + column] = norm * lift * Math.cos((Math.PI / mels) * (mel + 0.5) * i);
    }
  }
  return transform;
}
