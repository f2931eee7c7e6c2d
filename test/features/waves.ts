/** The same waves as in scripts/references/fbank.py: 16-bit samples by formula. */
export const waves: Readonly<Record<string, (count: number, rate: number) => number[]>> = {
  noise: count => noise(count, 8000, 1),
  /** Harmonics of a gliding pitch with a moving spectral slope, on a constant offset, over faint noise. */
  voice(count, rate) {
    const breath = noise(count, 20, 2);
    let phase = 0;
    return Array.from({ length: count }, (_, n) => {
      const time = n / rate;
      phase += (2 * Math.PI * (120 + 40 * Math.sin(2 * Math.PI * 3 * time))) / rate;
      const slope = 0.6 + 0.3 * Math.sin(2 * Math.PI * 5 * time);
      let value = 0;
      for (let k = 1; k <= 12; k++) value += slope ** k * Math.sin(k * phase);
      return Math.floor(3000 * value + 250.5) + (breath[n] ?? 0);
    });
  },
  /** Digital silence, with one step in the middle. */
  silence: count => Array.from({ length: count }, (_, n) => (n < Math.floor(count / 2) ? 0 : 1)),
};

/** Linear congruential noise in whole numbers. */
function noise(count: number, amplitude: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Math.floor(((state >>> 16) * 2 * amplitude) / 65536) - amplitude;
  });
}
