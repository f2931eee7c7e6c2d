import type { AudioList } from '../../audio/audio-lists';
import type { RunHistory } from '../../pipeline/run-history';
import type { SpeakerErrors } from '../analysis/speaker-errors';
import type { WorstTrials } from '../analysis/worst-trials';
import type { DrawnFigure } from '../figures/figure';
import type { ResultTable } from '../table';

/** Everything that the page of a run says. */
export interface RunReport {
  readonly title: string;
  /** `<recipe>/<name>`. */
  readonly run: string;
  readonly table: ResultTable;
  readonly training: readonly DrawnFigure[];
  /** Hard and satisfied pairs; empty where the loss has no margin. */
  readonly pairs: readonly DrawnFigure[];
  readonly lists: readonly ListReport[];
  readonly audio: readonly AudioReport[];
  readonly history: RunHistory;
}

/** A trial list and how the systems of the run do on it. */
export interface ListReport {
  readonly name: string;
  readonly trials: number;
  readonly targets: number;
  readonly speakers: number;
  readonly det: DrawnFigure;
  readonly histograms: readonly DrawnFigure[];
  readonly map: MapReport;
  readonly systems: readonly SystemReport[];
}

/** The map of embeddings, or why there is none. */
export type MapReport =
  | { readonly figure: DrawnFigure; readonly shown: number; readonly of: number }
  | { readonly reason: string };

/** A system under one back-end, on one trial list. */
export interface SystemReport {
  readonly name: string;
  readonly threshold: number;
  readonly worst: WorstTrials;
  /** Worst first; empty where the speakers of the trials are not known. */
  readonly speakers: readonly (SpeakerErrors & { readonly name: string })[];
}

/** The recordings of one prepared set that are bad, or odd but used. */
export interface AudioReport {
  readonly set: string;
  /** Sets that hold the recordings it shares with lists before it. */
  readonly beside: readonly string[];
  readonly utterances: number;
  readonly bad: AudioList;
  readonly suspicious: AudioList;
}
