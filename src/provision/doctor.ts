import { cacheDirectory } from '../core/cache-directory';
import { svtkVersion } from '../core/package-root';
import { type Check, ok } from './check';
import { checkEngine, engineFlavour } from './check-engine';
import { checkDisk, checkMemory, checkNode, checkPlatform, checkProcessor } from './check-machine';
import { checkFfmpeg, checkFlock, checkSetupTools } from './check-tools';

export interface Diagnosis {
  /** No fault among the checks. */
  readonly healthy: boolean;
  readonly checks: readonly Check[];
}

/** Room that `svtk setup` takes for TensorFlow: wheel and libraries, side by side for a moment. */
const setupRoom = 1.2e9;

/** Looks at everything svtk stands on, in about 2 s, and changes nothing; `runs` is the folder that will hold the runs. */
export async function diagnose(runs: string): Promise<Diagnosis> {
  const cache = cacheDirectory();
  const flavour = engineFlavour();
  const checks: Check[] = [
    ok('svtk', svtkVersion),
    checkNode(),
    checkPlatform(),
    checkProcessor(),
    checkMemory(),
    ...(await checkEngine(flavour)),
    ...(flavour === undefined ? checkSetupTools() : []),
    checkFfmpeg(),
    checkFlock(),
    checkDisk('cache', cache, flavour === undefined ? setupRoom : 0),
    checkDisk('runs', runs),
  ];
  return { healthy: checks.every(({ state }) => state !== 'fault'), checks };
}
