import { DataError } from '../core/errors';
import { visitLines, wordOf } from './lines';

/** Reads a Kaldi utt2spk: `utterance speaker` lines → speaker of each utterance. Throws DataError as `file:line`. */
export function readSpeakerOf(path: string): Map<string, string> {
  const speakerOf = new Map<string, string>();
  visitLines(path, line => {
    const utterance = wordOf(line, 0);
    if (line.words !== 2) {
      throw wrongLine(path, line.number, "'utterance speaker'", `${line.words} words`);
    }
    if (speakerOf.has(utterance)) throw wrongLine(path, line.number, 'each utterance once', `'${utterance}' again`);
    speakerOf.set(utterance, wordOf(line, 1));
    return true;
  });
  return speakerOf;
}

/** Reads a Kaldi spk2utt or an enrollment map: `model utterance utterance …` → utterances of each model. */
export function readUtterancesOf(path: string): Map<string, readonly string[]> {
  const utterancesOf = new Map<string, readonly string[]>();
  visitLines(
    path,
    line => {
      const model = wordOf(line, 0);
      if (line.words < 2) throw wrongLine(path, line.number, "'model utterance …'", `'${model}' alone`);
      if (line.words > line.places.length / 2) {
        throw wrongLine(path, line.number, `at most ${line.places.length / 2 - 1} utterances`, `${line.words - 1}`);
      }
      if (utterancesOf.has(model)) throw wrongLine(path, line.number, 'each model once', `'${model}' again`);
      utterancesOf.set(
        model,
        Array.from({ length: line.words - 1 }, (_, word) => wordOf(line, word + 1)),
      );
      return true;
    },
    1 << 16,
  );
  return utterancesOf;
}

function wrongLine(path: string, line: number, expected: string, found: string): DataError {
  return new DataError({ what: 'line cannot be read', where: `${path}:${line}`, expected, found });
}
