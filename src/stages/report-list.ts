import { readUtterancesOf } from '../manifest/name-map';
import type { NamedVectors } from '../manifest/named-vectors';
import { readScores } from '../manifest/scores';
import { readVectors } from '../manifest/vectors';
import type { Artifact } from '../pipeline/stage';
import { embeddingMap, leastPoints, mapRows } from '../report/analysis/embedding-map';
import { detFigure } from '../report/figures/det-figure';
import { draw } from '../report/figures/draw';
import { histogramFigure } from '../report/figures/histogram-figure';
import { mapFigure } from '../report/figures/map-figure';
import type { ListReport, MapReport } from '../report/html/run-report';
import type { RunFigures } from '../report/run-figures';
import { type ListedRecording, type ListInSets, listedRecordings } from './listed-recordings';
import { scoreFile } from './score-file';
import { type SystemFindings, systemFindings } from './system-findings';
import { readScoredList } from './table';

/** What a network of the run made of a trial list. */
export interface ReportedSystem {
  /** As its row of the table. */
  readonly name: string;
  /** What sets it apart from the trained network: `untrained`. */
  readonly variant?: string;
  readonly results: Artifact;
  /** Folder with a file a back-end. */
  readonly scores: Artifact;
  readonly vectors: Artifact;
}

export interface ReportedList extends ListInSets {
  readonly name: string;
  readonly models: Artifact;
  /** The one that the experiment is about comes last: its embeddings are mapped. */
  readonly systems: readonly ReportedSystem[];
}

/** Points of a map of embeddings. */
const mostPoints = 1000;

/** Reads the scores and embeddings of one trial list and draws what is to be seen of them; one score file at a time. */
export async function reportList(
  list: ReportedList,
  path: (artifact: Artifact) => string,
  seed: number,
): Promise<{ readonly page: ListReport; readonly figures: RunFigures['lists'][number] }> {
  const last = list.systems.at(-1);
  if (last === undefined) throw new Error(`nobody scored ${list.name}`);
  const { count: trials, targets, speakers } = readScoredList(path(last.results));
  const recordings = listedRecordings(path, list);
  const models = readUtterancesOf(path(list.models));
  // Of a model, who speaks in the first utterance that enrolls it.
  const speakerOf = (name: string): string | undefined => recordings.get(models.get(name)?.[0] ?? name)?.speaker;
  const found = list.systems.flatMap(system => findingsOf(system, list.systems.length > 1, path, speakerOf));
  const histograms = found.map(({ histogram, report: { name, threshold } }, place) =>
    draw(histogramFigure(list.name, name, histogram, threshold, `scores-${list.name}-${place + 1}`)),
  );
  const page = {
    name: list.name,
    trials,
    targets,
    speakers,
    det: await draw(
      detFigure(
        list.name,
        found.map(({ det }) => det),
      ),
    ),
    histograms: await Promise.all(histograms),
    map: await mapOf(list.name, readVectors(path(last.vectors)), recordings, seed),
    systems: found.map(({ report }) => report),
  };
  const systems = found.map(({ variant, backend, det: { points, marks } }) => ({
    ...(variant === undefined ? {} : { variant }),
    backend,
    points: [...points],
    marks: [...marks],
  }));
  return { page, figures: { list: list.name, systems } };
}

/** Under each back-end; where the run has several networks, their names stand in front. */
function findingsOf(
  { name, variant, results, scores }: ReportedSystem,
  several: boolean,
  path: (artifact: Artifact) => string,
  speakerOf: (utterance: string) => string | undefined,
): (SystemFindings & { readonly variant: string | undefined; readonly backend: string })[] {
  const written = readScoredList(path(results)).results;
  return [...new Set(written.map(({ backend }) => backend))].map(backend => {
    const own = written.filter(result => result.backend === backend);
    const table = readScores(scoreFile(path(scores), backend));
    return { ...systemFindings(several ? `${name}, ${backend}` : backend, table, own, speakerOf), variant, backend };
  });
}

async function mapOf(
  list: string,
  { ids, vectors }: NamedVectors,
  recordings: ReadonlyMap<string, ListedRecording>,
  seed: number,
): Promise<MapReport> {
  if (ids.length < leastPoints) return { reason: `it takes ${leastPoints} embeddings, and there are ${ids.length}` };
  const names = [...new Set(Array.from(recordings.values(), ({ speaker }) => speaker))].filter(
    name => name !== undefined,
  );
  const numbers = new Map(names.map((name, number) => [name, number]));
  const speakers = Int32Array.from(ids, id => numbers.get(recordings.get(id)?.speaker ?? '') ?? -1);
  const rows = mapRows(speakers, mostPoints, seed);
  const { columns } = vectors;
  const data = new Float32Array(rows.length * columns);
  for (const [place, row] of rows.entries()) {
    data.set(vectors.data.subarray(row * columns, (row + 1) * columns), place * columns);
  }
  const points = await embeddingMap(
    { rows: rows.length, columns, data },
    Int32Array.from(rows, row => speakers[row]!),
    seed,
  );
  const figure = await draw(mapFigure(list, points, speaker => names[speaker] ?? ''));
  return { figure, shown: rows.length, of: ids.length };
}
