import { setTimeout as pause } from 'node:timers/promises';
import { startContender } from './contender.mjs';
import { median } from './median.mjs';

/** Seconds of a turn where runs are short; most and least rounds; seconds after which a task has had enough. */
const paces = {
  full: { turn: 0.4, most: 7, least: 4, budget: 20 },
  quick: { turn: 0.1, most: 2, least: 2, budget: 5 },
};

/** How long a task is measured. Where a run takes minutes, every run is a round. */
export function paceOf({ cold = false }, { quick }) {
  const pace = paces[quick ? 'quick' : 'full'];
  return cold ? { ...pace, most: quick ? 1 : 2, least: 1, budget: 600 } : pace;
}

/** Thread pools spin for a while after their work. */
const settle = 50;

/**
 * Runs a task by svtk and its peers, each in a process of its own, in turn: A B C A B C. The ratio to a peer is the median over
 * the rounds of (peer's median / svtk's median), so that a machine that slows down or speeds up meanwhile does both alike.
 * `commands` maps contenders to command lines; the first is svtk. Contenders that cannot run carry `note` in place of figures.
 */
export async function compete(task, commands, pace) {
  const contenders = [];
  try {
    for (const [name, command] of Object.entries(commands)) contenders.push(await open(name, command, task));
    const started = performance.now();
    for (let round = 0; round < pace.most; round++) {
      if (round >= pace.least && performance.now() - started > 1000 * pace.budget) break;
      for (const contender of contenders) await takeTurn(contender, pace);
    }
    const [svtk, ...peers] = await Promise.all(contenders.map(figures));
    return { svtk, peers: peers.map(peer => compared(peer, svtk)) };
  } finally {
    for (const { process } of contenders) process?.kill();
  }
}

async function open(name, command, { size }) {
  if (typeof command === 'string') return { name, note: `peer not run: ${command}` };
  const environment = { OMP_NUM_THREADS: String(size.threads), PYTHONDONTWRITEBYTECODE: '1' };
  try {
    const process = await startContender(name, command, environment);
    if (process.skipped !== undefined) return { name, note: `peer not run: ${process.skipped}` };
    return { name, process, rounds: [] };
  } catch (error) {
    return { name, failed: true, note: `failed: ${error.message}` };
  }
}

async function takeTurn(contender, pace) {
  if (contender.note !== undefined) return;
  const { process, rounds } = contender;
  await pause(settle);
  try {
    rounds.push(await process.turn(Math.min(100, Math.max(1, Math.round(pace.turn / process.estimate)))));
  } catch (error) {
    Object.assign(contender, { failed: true, note: `failed: ${error.message}` });
  }
}

async function figures({ name, process, rounds, failed, note }) {
  if (note !== undefined) return { name, failed, note };
  const { answer, peak_mib } = await process.end();
  return { name, version: process.version, answer, rounds, seconds: median(rounds.flat()), peak_mib };
}

function compared(peer, svtk) {
  if (peer.rounds === undefined || svtk.rounds === undefined) return peer;
  const same = (value, index) => Math.abs(value - svtk.answer[index]) <= 1e-5 * Math.abs(value);
  if (!(peer.answer.length === svtk.answer.length && peer.answer.every(same))) {
    const found = `${JSON.stringify(peer.answer)}, svtk ${JSON.stringify(svtk.answer)}`;
    return { ...peer, failed: true, note: `not the same work: ${peer.name} answers ${found}` };
  }
  return { ...peer, ratio: median(peer.rounds.map((round, index) => median(round) / median(svtk.rounds[index]))) };
}
