import { join } from 'node:path';
import { UsageError } from '../core/errors';
import { differences, fingerprintOf } from './fingerprint';
import { damageOf } from './freshness';
import type { Session, StageOutcome } from './session';
import { artifactLabel, type Stage } from './stage';
import { readRecord, recordPath } from './stage-record';

/** A stage before `--from`: what it made last is used as it is, with a warning where it is out of date. */
export async function takeStage(stage: Stage, session: Session): Promise<StageOutcome> {
  const { run, digests, homes, made, report } = session;
  const record = readRecord(recordPath(run.path, stage));
  const home = record?.shared === undefined ? run.path : join(run.experiments, record.shared);
  const contents = await Promise.all(stage.makes.map(artifact => digests.of(join(home, artifact.path))));
  if (record === undefined || contents.includes(undefined)) {
    throw new UsageError({
      what: `--from needs what ${stage.name} makes, and ${stage.name} has not finished in this run`,
      where: run.path,
      remedy: `leave out --from, or start it at ${stage.name}`,
    });
  }
  homes.set(stage, home);
  const changed = differences(record.fingerprint, await fingerprintOf(stage, made, digests)).map(({ text }) => text);
  const because = [...changed, ...(await damageOf(stage, home, record, digests))];
  if (because.length > 0) {
    report({ type: 'warning', text: `${stage.name} is used as it is, though out of date: ${because.join('; ')}` });
  }
  stage.makes.forEach((artifact, index) => void made.set(artifactLabel(artifact), contents[index]?.sha256 ?? ''));
  return { stage: stage.name, state: 'taken', because, seconds: 0 };
}
