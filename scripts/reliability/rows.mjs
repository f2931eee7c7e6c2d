import killed from './r01-killed.mjs';
import checkpointMutants from './r04-checkpoint-mutants.mjs';
import badAudio from './r05-bad-audio.mjs';
import headerFuzz from './r06-header-fuzz.mjs';
import badBudget from './r07-bad-budget.mjs';
import malformedRecipes from './r08-malformed-recipes.mjs';
import yamlBombs from './r09-yaml-bombs.mjs';
import archives from './r12-archives.mjs';
import prototypes from './r13-prototypes.mjs';
import longLines from './r14-long-lines.mjs';

const written = [
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

/** What is promised and has no row yet, so that the table never looks whole before it is. */
const promised = {
  R2: ['kill at every k-th call of a save', '100 % of k'],
  R3: ['disk full and I/O errors at every k-th call', 'exit within 10 s, continues once there is room'],
  R10: ['path traversal', 'nothing written outside the run'],
  R11: ['names of files that shells or ffmpeg would obey', '0 commands, 0 connections'],
  R15: ['two runs, one directory', 'exit 4 within 1 s, no stale lock, one owner a race'],
  R16: ['Ctrl-C once and twice, a reader or a terminal gone', 'exit 130 or 75 and saved; no child left'],
  R18: ['memory of 1,000,000 utterances', '1.5 GiB'],
  R19: ['determinism', 'equal'],
  R20: ['stage cache', '0 stale hits, 0 needless reruns'],
  R21: ['numbers that are not finite', 'exit 5 within a step'],
  R22: ['clock jumps of a day', 'no effect'],
  R24: ['reader during write', '0 torn reads'],
  R25: ['checkpoints of released formats', 'every one loads or is refused by version'],
};

const missing = Object.entries(promised)
  .filter(([id]) => !written.some(row => row.id === id))
  .map(([id, [what, goal]]) => ({ id, what, goal }));

/** Every row of the table, by number. */
export const rows = [...written, ...missing].sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
