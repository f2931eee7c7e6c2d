/**
 * From log mel values to liftered cepstral coefficients, row-major [mels, coefficients]: the orthonormal cosine transform of type II,
 * coefficient i times 1 + lifter/2 · sin(πi / lifter) (kaldi src/matrix/matrix-functions.cc, ComputeDctMatrix; src/feat/mel-computations.cc,
 * ComputeLifterCoeffs).
 */
export function cepstrum(mels: number, coefficients: number, lifter: number): Float32Array {
  const transform = new Float32Array(mels * coefficients);
  for (let i = 0; i < coefficients; i++) {
    const norm = Math.sqrt((i === 0 ? 1 : 2) / mels);
    const lift = lifter === 0 ? 1 : 1 + (lifter / 2) * Math.sin((Math.PI * i) / lifter);
    for (let mel = 0; mel < mels; mel++) {
      transform[mel * coefficients + i] = norm * lift * Math.cos((Math.PI / mels) * (mel + 0.5) * i);
    }
  }
  return transform;
}
