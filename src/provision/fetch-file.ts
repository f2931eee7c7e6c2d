import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../core/errors';
import type { Bytes, Seconds } from '../core/units';
import { diskFull, explainFullDisk, freeSpace } from './disk-space';
import { readAnswer, requestHeaders, usable } from './http-answer';
import { type Origin, type PartialFile, partialFile } from './partial-file';
import type { RemoteFile } from './remote-file';

export interface FetchOptions {
  readonly progress?: (done: Bytes, total: Bytes | undefined) => void;
  readonly note?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Tries of one address in a row that bring nothing; 5 by default. */
  readonly tries?: number;
  /** Before the second try; doubles with each further one. 1 s by default. */
  readonly pause?: Seconds;
  /** Without a byte for so long, a connection counts as dead; 60 s by default. */
  readonly stall?: Seconds;
}

const longestPause: Seconds = 60;

/** How a try ended: with the whole file, or why not. `again` = the same address may do better. */
type Ending =
  | { readonly done: true }
  | { readonly done: false; readonly again: boolean; readonly because: string; readonly seconds?: number };

/**
 * Fetches a file by HTTP to `target`, which appears whole or not at all; what an earlier call fetched is gone on with, if
 * the server still has the same file (If-Range). Redirects are followed. The checksum is the caller's to hold.
 * @throws EnvironmentError that says for each address why it did not serve the file, and what to do; on a full disk too
 */
export async function fetchFile(file: RemoteFile, target: string, options: FetchOptions = {}): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const partial = partialFile(target);
  const failed: string[] = [];
  for (const url of file.urls) {
    const because = await fetchFrom(url, file, partial, options);
    if (because === undefined) return partial.finish();
    failed.push(`${url}: ${because}`);
  }
  throw new EnvironmentError({
    what: 'cannot download the file',
    where: target,
    found: `\n    ${failed.join('\n    ')}`,
    remedy:
      'run the same command again: it goes on where it stopped; behind a proxy, or without a network, fetch the file otherwise and put it there',
  });
}

/** Undefined once the whole file is here; else why it is not. */
async function fetchFrom(
  url: string,
  file: RemoteFile,
  partial: PartialFile,
  { tries = 5, pause = 1, ...options }: FetchOptions,
): Promise<string | undefined> {
  let idle = 0;
  for (;;) {
    const before = partial.have(url);
    const ending = await tryOnce(url, file, partial, options);
    if (ending.done) return undefined;
    if (!ending.again) return ending.because;
    idle = partial.have(url) > before ? 0 : idle + 1;
    if (idle >= tries) return `${ending.because}, ${tries} times in a row`;
    options.note?.(`${url}: ${ending.because}; trying again`);
    const wait = Math.min(longestPause, Math.max(ending.seconds ?? 0, pause * 2 ** Math.max(0, idle - 1)));
    await sleep(wait * 1000, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

async function tryOnce(url: string, file: RemoteFile, partial: PartialFile, options: FetchOptions): Promise<Ending> {
  const checksum = (file.md5 ?? file.sha256) !== undefined;
  const have = usable(partial, url, checksum);
  const watch = new AbortController();
  const guard = options.signal === undefined ? watch.signal : AbortSignal.any([options.signal, watch.signal]);
  const stall = (options.stall ?? 60) * 1000;
  const timer = setTimeout(() => watch.abort(), stall);
  try {
    const response = await fetch(url, { headers: requestHeaders(have, partial.origin), signal: guard });
    const answer = readAnswer(url, response, have, partial.origin);
    switch (answer.do) {
      case 'finished':
        return { done: true };
      case 'give-up':
        return { done: false, again: false, because: answer.because };
      case 'wait':
        return { done: false, again: true, ...answer };
      case 'start-over':
        partial.discard();
        return { done: false, again: true, because: answer.because };
      case 'begin':
        if (file.bytes !== undefined && answer.origin.total !== undefined && answer.origin.total !== file.bytes) {
          const because = `it has ${answer.origin.total} bytes, and the published file ${file.bytes}`;
          return { done: false, again: false, because };
        }
        partial.begin(answer.origin);
        return await receive(response, partial, 0, answer.origin.total, options, () => timer.refresh());
      case 'append':
        return await receive(response, partial, have, answer.total, options, () => timer.refresh());
      default: {
        const never: never = answer;
        throw new Error(`unknown answer ${JSON.stringify(never)}`);
      }
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof EnvironmentError) throw error;
    const because = watch.signal.aborted ? `nothing came for ${stall / 1000} s` : connectionFault(error);
    return { done: false, again: true, because };
  } finally {
    clearTimeout(timer);
    // Whatever is still under way of an answer that nobody reads.
    watch.abort();
  }
}

async function receive(
  { body }: Response,
  partial: PartialFile,
  have: Bytes,
  total: Origin['total'],
  { progress }: FetchOptions,
  alive: () => void,
): Promise<Ending> {
  const folder = dirname(partial.path);
  const purpose = 'the download';
  const need = (total ?? 0) - have;
  if (freeSpace(folder) < need) throw diskFull(folder, need, freeSpace(folder), purpose);
  const file = createWriteStream(partial.path, { flags: 'r+', start: have });
  const failed = new Promise<never>((_, reject) => {
    file.on('error', error => reject(explainFullDisk(error, folder, need, purpose)));
  });
  failed.catch(() => undefined);
  let done = have;
  try {
    for await (const chunk of body ?? []) {
      alive();
      done += chunk.length;
      if (!file.write(chunk))
        await Promise.race([new Promise<void>(resolve => file.once('drain', () => resolve())), failed]);
      progress?.(done, total);
    }
  } finally {
    // What came before the connection broke is kept, so it has to be on its way to the disk.
    await Promise.race([new Promise<void>(resolve => file.end(() => resolve())), failed]);
  }
  const size = statSync(partial.path).size;
  if (total === undefined || size === total) return { done: true };
  const because = `the connection ended at byte ${size} of ${total}`;
  if (size > total) partial.discard();
  return { done: false, again: true, because };
}

/** undici hides the reason in the cause: `fetch failed`, ECONNREFUSED. */
function connectionFault(error: unknown): string {
  const reasons: string[] = [];
  for (let fault = error; fault instanceof Error && reasons.length < 4; fault = fault.cause)
    reasons.push(fault.message);
  return reasons.length === 0 ? String(error) : reasons.join(': ');
}
