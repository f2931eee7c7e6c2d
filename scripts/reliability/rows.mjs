import killed from './r01-killed.mjs';
import killedSave from './r02-killed-save.mjs';
import diskFaults from './r03-disk-faults.mjs';
import checkpointMutants from './r04-checkpoint-mutants.mjs';
import badAudio from './r05-bad-audio.mjs';
import headerFuzz from './r06-header-fuzz.mjs';
import badBudget from './r07-bad-budget.mjs';
import malformedRecipes from './r08-malformed-recipes.mjs';
import yamlBombs from './r09-yaml-bombs.mjs';
import pathTraversal from './r10-path-traversal.mjs';
import hostileNames from './r11-hostile-names.mjs';
import archives from './r12-archives.mjs';
import prototypes from './r13-prototypes.mjs';
import longLines from './r14-long-lines.mjs';
import locks from './r15-locks.mjs';
import signals from './r16-signals.mjs';
import memory from './r18-memory.mjs';
import determinism from './r19-determinism.mjs';
import stageCache from './r20-stage-cache.mjs';
import notFinite from './r21-not-finite.mjs';
import clock from './r22-clock.mjs';
import readerDuringWrite from './r24-reader-during-write.mjs';
import releasedFormats from './r25-released-formats.mjs';

const written = [
  pathTraversal,
  memory,
  determinism,
  stageCache,
  notFinite,
  clock,
  releasedFormats,
  killedSave,
  diskFaults,
  hostileNames,
  locks,
  signals,
  readerDuringWrite,
  killed,
  checkpointMutants,
  badAudio,
  headerFuzz,
  badBudget,
  malformedRecipes,
  yamlBombs,
  archives,
  prototypes,
  longLines,
];

/** Every row of the table, by number. R17 (Slurm) and R23 (ranks) wait for what they test. */
export const rows = [...written].sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
