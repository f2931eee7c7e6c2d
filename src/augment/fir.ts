/** Modified Bessel function of the first kind, order 0, by its power series; exact to double precision below 20. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Kaiser window, symmetric. Kaiser & Schafer 1980. */
export function kaiser(length: number, beta: number): Float64Array {
  const middle = (length - 1) / 2;
  return Float64Array.from({ length }, (_, index) => {
    const x = (index - middle) / middle;
    return bessel0(beta * Math.sqrt(Math.max(0, 1 - x * x))) / bessel0(beta);
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Low-pass of an odd number of taps; `cutoff` as share of half the sample rate; gain 1 at 0 Hz. As scipy.signal.firwin. */
export function lowPass(taps: number, cutoff: number, beta: number): Float64Array {
  const middle = (taps - 1) / 2;
  const window = kaiser(taps, beta);
  const filter = window.map((weight, index) => weight * cutoff * sinc(cutoff * (index - middle)));
  const sum = filter.reduce((total, tap) => total + tap, 0);
  return filter.map(tap => tap / sum);
}

/** Band-pass between two shares of half the sample rate; gain 1 in the middle of the band. As scipy.signal.firwin. */
export function bandPass(taps: number, low: number, high: number, beta: number): Float64Array {
  const middle = (taps - 1) / 2;
  const window = kaiser(taps, beta);
  const filter = window.map((weight, index) => {
    const at = index - middle;
    return weight * (high * sinc(high * at) - low * sinc(low * at));
  });
  const centre = (low + high) / 2;
  const gain = filter.reduce((total, tap, index) => total + tap * Math.cos(Math.PI * centre * (index - middle)), 0);
  return filter.map(tap => tap / gain);
}
