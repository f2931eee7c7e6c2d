import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';

/**
 * Writes `model utterance utterance …` lines, the form of Kaldi's spk2utt that {@link ./name-map.readUtterancesOf} reads;
 * whole or not at all. No model = an empty file. Throws DataError at an id with a blank, or a model without an utterance.
 */
export function writeModels(path: string, models: ReadonlyMap<string, readonly string[]> = new Map()): void {
  const lines = Array.from(models, ([model, utterances]) => {
    const words = [model, ...utterances];
    const bad = words.find(word => word === '' || /\s/.test(word));
    if (bad !== undefined || utterances.length === 0) {
      throw new DataError({
        what: 'model cannot stand in an enrollment list',
        where: path,
        expected: 'a name and at least one utterance, none with blanks',
        found: `'${bad ?? model}'${bad === undefined ? ' without an utterance' : ''}`,
      });
    }
    return `${words.join(' ')}\n`;
  });
  writeAtomically(path, lines.join(''));
}
