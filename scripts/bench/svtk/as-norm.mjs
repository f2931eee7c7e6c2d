import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from './compiled.mjs';
import { noise } from './noise.mjs';

/** AS-norm of cosine scores: of embeddings in memory, or as `svtk score` does it, from files to a file. */
export async function open({ from, rows, cohort, columns, trials, top }) {
  const set = (count, start) => ({
    rows: count,
    columns,
    data: Float32Array.from({ length: count * columns }, (_, at) => noise(start * columns + at) - 0.5),
  });
  const [vectors, others] = [set(rows, 0), set(cohort, rows)];
  const pairs = Int32Array.from({ length: 2 * trials }, (_, at) => Math.floor(noise(at) * rows));
  if (from === 'files') return fromFiles({ vectors, others, pairs, top });
  const { cosine } = compiled('backends/index').backends;
  const scorer = cosine.build({ centre: false }).fit(vectors, []);
  const { adaptiveNorm } = compiled('backends/as-norm');
  // A new one each time: it remembers what it knows of the sets that it compared last.
  const run = () => adaptiveNorm(scorer, others, { top }).scoreTrials(vectors, vectors, pairs);
  return { answer: figures(run()), run };
}

const figures = scores => [scores.length, scores.reduce((sum, score) => sum + Math.abs(score), 0) / scores.length];

function fromFiles({ vectors, others, pairs, top }) {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const path = name => join(folder, name);
  const named = (prefix, set) => ({
    ids: Array.from({ length: set.rows }, (_, row) => `${prefix}-${row}`),
    vectors: set,
  });
  const { writeArk } = compiled('manifest/kaldi-ark');
  writeArk(path('eval.ark'), named('eval', vectors));
  writeArk(path('cohort.ark'), named('cohort', others));
  const lines = Array.from(
    { length: pairs.length / 2 },
    (_, at) => `eval-${pairs[2 * at]} eval-${pairs[2 * at + 1]}\n`,
  );
  writeFileSync(path('trials'), lines.join(''));
  const { scoreTrials } = compiled('cli/score-trials');
  const run = () =>
    scoreTrials({
      trials: path('trials'),
      embeddings: path('eval.ark'),
      backend: 'cosine',
      norm: 'as-norm',
      cohort: path('cohort.ark'),
      topN: top,
      out: path('normed'),
    });
  const { readScores } = compiled('manifest/scores');
  return { answer: () => figures(readScores(path('normed')).scores), run };
}
