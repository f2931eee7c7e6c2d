import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { growthOf } from './growth.mjs';
import { svtk } from './load.mjs';

const { readTrials } = svtk('manifest/trials');
const { readScores } = svtk('manifest/scores');
const { readSpeakerOf, readUtterancesOf } = svtk('manifest/name-map');
const { readTextVectors } = svtk('manifest/text-vectors');
const { readScp } = svtk('manifest/kaldi-scp');
const { linesOf, mapFrom } = svtk('corpora/lines');
const { csvFields } = svtk('corpora/csv-fields');
const { splitAtCommas } = svtk('recipe/override');
const { parseYaml } = svtk('recipe/parse');

const mostRatio = 12;

function countOf(items) {
  let count = 0;
  for (const _ of items) count++;
  return count;
}

async function linesIn(path) {
  let count = 0;
  for await (const _ of linesOf(path)) count++;
  return count;
}

const parsers = {
  readTrials,
  readScores,
  readSpeakerOf,
  readUtterancesOf,
  readTextVectors,
  readScp,
  linesOf: linesIn,
  mapFrom,
};
const ofText = {
  csvFields: text => csvFields({ text, where: 'x:1' }, ','),
  splitAtCommas: text => countOf(splitAtCommas(text)),
  parseYaml: text => parseYaml(`a: ${text}`, 'x'),
};

/** One line of such a length, in the ways that make careless expressions look back. */
const shapes = {
  letters: length => 'x'.repeat(length),
  spaces: length => `a${' '.repeat(length)}b`,
  'spaces only': length => ' '.repeat(length),
  fields: length => 'a '.repeat(length / 2),
  commas: length => ','.repeat(length),
  quotes: length => '"'.repeat(length),
  brackets: length => '['.repeat(length),
};

export default {
  id: 'R14',
  what: 'one line of 10 MB in every text parser',
  goal: `time linear: t(10 n) at most ${mostRatio} × t(n)`,
  run: ({ size, report }) =>
    inFolder(async folder => {
      const long = size(2e6, 1e7);
      const count = new Count();
      let worst = [0, ''];
      const measure = async (name, shape, work) => {
        const { small, large, ratio } = await growthOf(length => work(shapes[shape](length)), long / 10);
        if (ratio > worst[0]) worst = [ratio, `${name} of ${shape}`];
        count.check(ratio <= mostRatio, `${name} of ${shape}: ${small.toFixed(3)} s, ${large.toFixed(3)} s`);
        report(`${name} of ${shape}`);
      };
      for (const shape of Object.keys(shapes)) {
        const path = join(folder, 'line');
        for (const [name, parse] of Object.entries(parsers))
          await measure(name, shape, text => {
            writeFileSync(path, text);
            return () => parse(path);
          });
        for (const [name, parse] of Object.entries(ofText)) await measure(name, shape, text => () => parse(text));
      }
      return count.with(`${worst[0].toFixed(1)} × at most (${worst[1]}), lines of ${long / 1e6} MB`);
    }),
};
