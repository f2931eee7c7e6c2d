import { equalErrorRate } from '../../metrics/eer';
import { evidenceOf } from '../../metrics/evidence';

/** Scored trials and the speaker of either side as a number; −1 where it is not known. */
export interface SpeakerTrials {
  readonly scores: Float64Array;
  /** 1 = target. */
  readonly targets: Uint8Array;
  readonly enroll: Int32Array;
  readonly test: Int32Array;
  readonly speakers: number;
}

/** How a system does on the trials of one speaker; shares are 0 to 1. */
export interface SpeakerErrors {
  readonly speaker: number;
  readonly targets: number;
  readonly nontargets: number;
  /** Over this speaker's trials alone. */
  readonly equalErrorRate: number;
  /** At the threshold that all speakers share. */
  readonly misses: number;
  readonly falseAlarms: number;
}

/**
 * Error rates of each speaker with trials of both classes, worst first: a few speakers make most of the errors
 * (Doddington et al. 1998, Sheep, goats, lambs and wolves). A non-target trial counts for both of its speakers.
 */
export function speakerErrors(trials: SpeakerTrials, threshold: number): SpeakerErrors[] {
  const { scores, targets } = trials;
  const { rows, starts } = rowsBySpeaker(trials);
  const found: SpeakerErrors[] = [];
  for (let speaker = 0; speaker < trials.speakers; speaker++) {
    const own = rows.subarray(starts[speaker], starts[speaker + 1]);
    let [ofTarget, missed, accepted] = [0, 0, 0];
    for (const row of own) {
      const isAccepted = scores[row]! >= threshold;
      if (targets[row] === 1) {
        ofTarget++;
        if (!isAccepted) missed++;
      } else if (isAccepted) accepted++;
    }
    const others = own.length - ofTarget;
    if (ofTarget === 0 || others === 0) continue;
    const evidence = evidenceOf({
      scores: Float64Array.from(own, row => scores[row]!),
      targets: Uint8Array.from(own, row => targets[row]!),
    });
    found.push({
      speaker,
      targets: ofTarget,
      nontargets: others,
      equalErrorRate: equalErrorRate(evidence).rate,
      misses: missed / ofTarget,
      falseAlarms: accepted / others,
    });
  }
  return found.sort((a, b) => b.equalErrorRate - a.equalErrorRate || a.speaker - b.speaker);
}

/** Rows of each speaker's trials, one speaker behind the other; speaker s has those from `starts[s]` to `starts[s + 1]`. */
function rowsBySpeaker({ enroll, test, speakers }: SpeakerTrials): { rows: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(speakers + 1);
  const visit = (enter: (speaker: number, row: number) => void): void => {
    for (let row = 0; row < enroll.length; row++) {
      if (enroll[row]! >= 0) enter(enroll[row]!, row);
      if (test[row]! >= 0 && test[row] !== enroll[row]) enter(test[row]!, row);
    }
  };
  visit(speaker => void starts[speaker + 1]!++);
  for (let speaker = 0; speaker < speakers; speaker++) starts[speaker + 1]! += starts[speaker]!;
  const next = starts.slice();
  const rows = new Int32Array(starts[speakers]!);
  visit((speaker, row) => {
    rows[next[speaker]!++] = row;
  });
  return { rows, starts };
}
