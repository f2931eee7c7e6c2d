/** Does the work; an error on purpose is an answer too, any other is thrown. */
async function answer(work) {
  try {
    await work();
  } catch (error) {
    if (error?.exitCode === undefined) throw error;
  }
}

/** Seconds of processor time that so many times of some work take, the best of three tries. */
async function secondsOf(work, times) {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const began = process.cpuUsage();
    for (let time = 0; time < times; time++) await answer(work);
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

const floor = 0.02; // s; what takes less is counted as this: there the clock and the caches are measured, not the work

/**
 * How many times as long work of size 10 n takes as work of size n: 10 where it is linear, 100 where it is quadratic.
 * The small one is done ten times over, so that both sides go through as much, warm up the same code and pay for the garbage that they
 * make: one small piece alone is done before its garbage is collected. `workOf(size)` gives the work.
 */
export async function growthOf(workOf, size) {
  const small = (await secondsOf(await workOf(size), 10)) / 10;
  const large = await secondsOf(await workOf(10 * size), 1);
  return { small, large, ratio: Math.max(floor, large) / Math.max(floor, small) };
}
