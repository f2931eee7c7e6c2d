// Training of UBM and T measured whole, through the stages of `svtk run` in a process of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('train.mjs', import.meta.url));

/**
 * Trains on a share; with `killAfter`, kills the process with SIGKILL so many seconds into the second iteration of T and starts it again. Returns a record for each process:
 * its events, and what it used in all.
 */
async function trainWhole(folder, sizes, killAfter) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const processes = [];
  if (killAfter !== undefined) processes.push(await trainOnce(folder, sizes, killAfter));
  if (processes.at(-1)?.ended !== true) processes.push(await trainOnce(folder, sizes));
  return { processes, bytes: bytesIn(folder) };
}

async function trainOnce(folder, sizes, killAfter) {
  const child = spawn(process.execPath, [program, folder, JSON.stringify(sizes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? signal)));
  const events = [];
  let killAt = Number.POSITIVE_INFINITY;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    events.push(event);
    if (event.values?.iteration === 2) killAt = Math.min(killAt, event.wall + (killAfter ?? Number.POSITIVE_INFINITY));
    if (event.wall > killAt) child.kill('SIGKILL');
  }
  const code = await ended;
  if (code !== 0 && code !== 'SIGKILL') throw new Error(`${program} ended with ${code}`);
  return { ended: code === 0, events, last: events.at(-1) };
}

function bytesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return files.reduce((sum, { parentPath, path, name }) => sum + statSync(join(parentPath ?? path, name)).size, 0);
}

/** Trains on a share in the folder `<folder>/<utterances>`, which is left with what it holds, and prints what that took. */
export async function printWhole(folder, sizes, killAfter) {
  const { processes, bytes } = await trainWhole(join(folder, String(sizes.utterances)), sizes, killAfter);
  console.log(`${sizes.utterances} utterances, ${(bytes / 1e9).toFixed(1)} GB on disk`);
  console.log('phase\tprocessor minutes\tminutes by the clock');
  for (const [name, { processor, wall }] of phasesOf(processes)) {
    console.log(`${name}\t${(processor / 60).toFixed(1)}\t${(wall / 60).toFixed(1)}`);
  }
  for (const { ended, last } of processes) {
    const how = ended ? 'ended' : 'killed';
    const used = `${(last.processor / 3600).toFixed(2)} processor hours, ${(last.wall / 3600).toFixed(2)} h by the clock`;
    console.log(`a process ${how} after ${used}, ${last.memory.toFixed(0)} MiB at most`);
  }
}

/** Seconds of each phase, summed over the processes: what came between one event and the next belongs to the phase that the next one names. */
function phasesOf(processes) {
  const phases = new Map();
  for (const { events } of processes) {
    let before = { wall: 0, processor: 0 };
    for (const event of events) {
      const name = phaseOf(event);
      const sums = phases.get(name) ?? { wall: 0, processor: 0 };
      sums.wall += event.wall - before.wall;
      sums.processor += event.processor - before.processor;
      phases.set(name, sums);
      before = event;
    }
  }
  return phases;
}

function phaseOf({ stage = 'other', values = {} }) {
  if (stage === 'train.ubm') return 'background model';
  if (stage !== 'train.total-variability') return stage;
  if (values.iteration === undefined) return 'alignment';
  return values.updated === undefined ? 'E-steps' : 'M-steps';
}
