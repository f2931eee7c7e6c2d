import killed from './r01-killed.mjs';
import checkpointMutants from './r04-checkpoint-mutants.mjs';
import badAudio from './r05-bad-audio.mjs';
import headerFuzz from './r06-header-fuzz.mjs';

const written = [killed, checkpointMutants, badAudio, headerFuzz];

/** What is promised and has no row yet, so that the table never looks whole before it is. */
const promised = {
  R2: ['kill at every k-th call of a save', '100 % of k'],
  R3: ['disk full and I/O errors at every k-th call', 'exit within 10 s, continues once there is room'],
  R7: ['0.1 % and 5 % broken of 20,000', 'below the budget finishes, above it names 20'],
  R8: ['malformed recipes', 'all bad refused, all good taken, the right key first for 95 %'],
  R9: ['YAML bombs', '100 ms and 64 MiB each'],
  R10: ['path traversal', 'nothing written outside the run'],
  R11: ['names of files that shells or ffmpeg would obey', '0 commands, 0 connections'],
  R12: ['archives', 'refused by name'],
  R13: ['prototype pollution', '50 payloads'],
  R14: ['long lines', 't(10 MB) at most 12 × t(1 MB)'],
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
