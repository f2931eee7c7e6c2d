import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../src/core/errors';
import { compiledModule } from '../../src/core/package-root';
import { type FetchOptions, fetchFile } from '../../src/provision/fetch-file';
import { served } from './served';
import { serveFile } from './tricky-server';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251));
const other = Buffer.from(content.map(value => value ^ 255));
const site = served();
const { folder } = site;

let cases = 0;
const place = (): string => {
  const made = join(folder, `case-${++cases}`);
  mkdirSync(made);
  return join(made, 'a.tar.gz');
};
const fetchTo = (target: string, options: FetchOptions & { md5?: string; urls?: string[] } = {}) => {
  const { md5, urls = [`${site.server.url}/a.tar.gz`], ...rest } = options;
  return fetchFile({ urls, ...(md5 === undefined ? {} : { md5 }) }, target, { pause: 0.01, tries: 3, ...rest });
};
/** Where each request began; how much of a broken answer was read before the break is left to timing. */
const requestedFrom = (): number[] =>
  site.server.requests.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]));
/** Only the file, nothing half-made beside it. */
const expectWhole = (target: string, expected = content): void => {
  expect(readFileSync(target).equals(expected)).toBe(true);
  expect(readdirSync(join(target, '..'))).toEqual(['a.tar.gz']);
};

test('fetchFile(file) fetches a file once, and asks nobody where it is there', async () => {
  const target = place();
  site.server.serve(serveFile(content));
  const seen: number[] = [];
  await fetchTo(target, { progress: done => seen.push(done) });
  expectWhole(target);
  expect(seen.at(-1)).toBe(content.length);
  await fetchTo(target);
  expect(site.server.requests).toEqual([{ url: '/a.tar.gz', range: undefined, ifRange: undefined }]);
});

for (const validator of ['etag', 'modified'] as const) {
  test(`fetchFile(file) goes on behind dropped connections, held to its ${validator}`, async () => {
    const target = place();
    site.server.serve(serveFile(content, { validator, dropAfter: number => (number < 4 ? 50_000 : undefined) }));
    const notes: string[] = [];
    await fetchTo(target, { note: text => notes.push(text) });
    expectWhole(target);
    const starts = requestedFrom();
    expect(starts[0]).toBe(0);
    expect(starts.at(-1)).toBeGreaterThan(0);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(site.server.requests.slice(1).every(({ ifRange }) => ifRange !== undefined)).toBe(true);
    expect(notes.every(text => text.endsWith('trying again'))).toBe(true);
    expect(notes).toHaveLength(4);
  });
}

test('fetchFile(file) goes on in a later call, and with the file that the server has by then', async () => {
  const target = place();
  site.server.serve((request, response, number) => {
    if (number === 0) serveFile(content, { dropAfter: () => 60_000 })(request, response, number);
    else response.writeHead(500).end();
  });
  await expect(fetchTo(target, { tries: 1 })).rejects.toThrow('HTTP status 500');
  expect(existsSync(target)).toBe(false);
  site.server.serve(serveFile(content));
  await fetchTo(target);
  expectWhole(target);
  expect(requestedFrom()[0]).toBeGreaterThan(0);
});

test('fetchFile(file) goes on after kill -9', async () => {
  const target = place();
  site.server.serve((_, response) => {
    response.writeHead(200, { etag: '"killed"', 'content-length': content.length });
    response.write(content.subarray(0, 120_000)); // and no more
  });
  const script = `require(${JSON.stringify(compiledModule('provision/fetch-file'))}).fetchFile({ urls: [${JSON.stringify(`${site.server.url}/a.tar.gz`)}] }, ${JSON.stringify(target)})`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while ((statSync(`${target}.part`, { throwIfNoEntry: false })?.size ?? 0) < 60_000) await sleep(20);
  child.kill('SIGKILL');
  await ended;
  const kept = statSync(`${target}.part`).size;
  site.server.serve((request, response) => {
    expect(request.headers['if-range']).toBe('"killed"');
    const rest = { etag: '"killed"', 'content-range': `bytes ${kept}-${content.length - 1}/${content.length}` };
    response.writeHead(206, rest).end(content.subarray(kept));
  });
  await fetchTo(target);
  expectWhole(target);
  expect(site.server.requests).toHaveLength(1);
}, 30_000);

test('fetchFile(file) starts over where the file changed between two tries', async () => {
  const target = place();
  const [before, after] = [serveFile(content, { dropAfter: () => 90_000 }), serveFile(other)];
  site.server.serve((request, response, number) => (number === 0 ? before : after)(request, response, number));
  await fetchTo(target);
  expectWhole(target, other);
  expect(requestedFrom()).toEqual([0, expect.any(Number)]);
  expect(requestedFrom()[1]).toBeGreaterThan(0);
});

test('fetchFile(file) starts over where a server ignores If-Range and sends the rest of another file', async () => {
  const target = place();
  const [before, after] = [serveFile(content, { dropAfter: () => 90_000 }), serveFile(other)];
  site.server.serve((request, response, number) => {
    if (number === 1) delete request.headers['if-range'];
    (number === 0 ? before : after)(request, response, number);
  });
  await fetchTo(target);
  expectWhole(target, other);
  expect(site.server.requests).toHaveLength(3);
});

test('fetchFile(file) starts over from a server without ranges, or without a sign of the version', async () => {
  const target = place();
  site.server.serve(serveFile(content, { ranges: false, dropAfter: number => (number === 0 ? 10_000 : undefined) }));
  await fetchTo(target);
  expectWhole(target);
  for (const validator of ['none', 'weak'] as const) {
    const next = place();
    site.server.serve(serveFile(content, { validator, dropAfter: number => (number === 0 ? 10_000 : undefined) }));
    await fetchTo(next);
    expectWhole(next);
    expect(site.server.requests.map(({ range }) => range)).toEqual([undefined, undefined]);
  }
  // A checksum tells the versions apart too.
  const held = place();
  site.server.serve(
    serveFile(content, { validator: 'none', dropAfter: number => (number === 0 ? 10_000 : undefined) }),
  );
  await fetchTo(held, { md5: 'x' });
  expectWhole(held);
  expect(requestedFrom()[1]).toBeGreaterThan(0);
});

test('fetchFile(file) takes a file whose length was overstated for what it is', async () => {
  const target = place();
  site.server.serve((request, response, number) => {
    const ways = number === 0 ? { declared: content.length + 999, dropAfter: () => content.length } : {};
    serveFile(content, ways)(request, response, number);
  });
  await fetchTo(target);
  expectWhole(target);
});

test('fetchFile(file) gives up an address whose file has not the published length, before it fetches it', async () => {
  site.server.serve(serveFile(content));
  const file = { urls: [`${site.server.url}/a.tar.gz`], bytes: 5 };
  await expect(fetchFile(file, place())).rejects.toThrow('it has 300000 bytes, and the published file 5');
});

test('fetchFile(file) waits for a server in trouble, as long as it says, and tries a few times only', async () => {
  const target = place();
  site.server.serve((request, response, number) => {
    if (number < 2) response.writeHead(503, { 'retry-after': '0.01' }).end();
    else serveFile(content)(request, response, number);
  });
  await fetchTo(target);
  expectWhole(target);
  site.server.serve((_, response) => response.writeHead(500).end());
  const refused = await fetchTo(place()).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(EnvironmentError);
  expect(String(refused)).toMatch(/HTTP status 500, 3 times in a row\n.*run the same command again/s);
  expect(site.server.requests).toHaveLength(3);
});

test('fetchFile(file) goes to the next address after 404, and names all that failed', async () => {
  const target = place();
  site.server.serve((request, response, number) => {
    if (request.url === '/gone') response.writeHead(404).end();
    else serveFile(content)(request, response, number);
  });
  await fetchTo(target, { urls: [`${site.server.url}/gone`, `${site.server.url}/a.tar.gz`] });
  expectWhole(target);
  const failing = fetchTo(place(), { urls: [`${site.server.url}/gone`, 'http://127.0.0.1:1/a.tar.gz'], tries: 2 });
  await expect(failing).rejects.toThrow(/gone: HTTP status 404\n.*127\.0\.0\.1:1\/a\.tar\.gz: fetch failed.*2 times/s);
});

test('fetchFile(file) breaks a connection that says nothing, and one of a signal at once', async () => {
  site.server.serve((_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('x');
  });
  await expect(fetchTo(place(), { stall: 0.1, tries: 1 })).rejects.toThrow('nothing came for 0.1 s, 1 times');
  const reason = new Error('stopped on purpose');
  const controller = new AbortController();
  const stopped = fetchTo(place(), { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  await expect(stopped).rejects.toBe(reason);
});

test('fetchFile(file) refuses a body that was packed on its way', async () => {
  site.server.serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
  await expect(fetchTo(place())).rejects.toThrow('it answers with gzip encoding');
});

test('fetchFile(file) follows redirects', async () => {
  const target = place();
  site.server.serve((request, response, number) => {
    if (request.url === '/a.tar.gz') response.writeHead(302, { location: '/mirror' }).end();
    else serveFile(content)(request, response, number);
  });
  await fetchTo(target);
  expectWhole(target);
});
