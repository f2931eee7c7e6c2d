import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { type ObtainOptions, obtainArchive } from '../../src/provision/obtain-archive';
import type { RemoteArchive } from '../../src/provision/remote-file';
import { makeTar } from './make-tar';
import { makeZip } from './make-zip';
import { served } from './served';
import { serveFile } from './tricky-server';

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const sound = Buffer.from(Array.from({ length: 90_000 }, (_, at) => (at * 7919) % 251));
const entries = ['a', 'b'].map(name => ({ name: `corpus-1.0/${name}.wav`, data: sound }));
const tar = makeTar(entries);

const site = served();
const { folder } = site;

let cases = 0;
function corpus(parts: RemoteArchive['parts'], more: Partial<RemoteArchive> = {}) {
  const root = join(folder, `corpora-${++cases}`);
  const events: RunEvent[] = [];
  const archive: RemoteArchive = {
    form: 'tar.gz',
    parts,
    packed: 1e6,
    unpacked: 1e6,
    places: [{ from: 'corpus-1.0', to: 'corpus' }],
    ...more,
  };
  const obtain = (options: Partial<ObtainOptions> = {}) =>
    obtainArchive('corpus', archive, { root, report: event => events.push(event), pause: 0.01, tries: 2, ...options });
  const texts = (): string[] => events.flatMap(event => ('text' in event ? [event.text] : []));
  return {
    root,
    obtain,
    events,
    texts,
    kept: join(root, '.svtk/downloads'),
    record: join(root, '.svtk/downloads.json'),
  };
}
const at = (name: string): string[] => [`${site.server.url}/${name}`];

test('obtainArchive(archive) fetches, checks, unpacks and records it, and does nothing the second time', async () => {
  const { root, obtain, record, events, kept } = corpus([
    { urls: at('c.tar.gz'), md5: md5(tar), bytes: tar.length, checksumFrom: 'its owners' },
  ]);
  site.server.serve(serveFile(tar));
  expect(await obtain()).toBe(true);
  expect(readFileSync(join(root, 'corpus/a.wav')).equals(sound)).toBe(true);
  expect(readdirSync(root).sort()).toEqual(['.svtk', 'corpus']);
  expect(readdirSync(kept)).toEqual([]);
  expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
    'c.tar.gz': { sha256: sha256(tar), bytes: tar.length, trusted: 'its owners' },
  });
  const stages = new Set(events.flatMap(event => (event.type === 'progress' ? [event.stage] : [])));
  expect([...stages]).toEqual(['fetching c.tar.gz', 'checking c.tar.gz', 'unpacking corpus']);
  expect(await obtain()).toBe(false);
  expect(site.server.requests).toHaveLength(1);
});

test('obtainArchive(archive in parts) holds each to its checksum and joins them', async () => {
  const [one, two] = [tar.subarray(0, 300), tar.subarray(300)];
  const { root, obtain } = corpus([
    { urls: at('c.tar.gzaa'), md5: md5(one) },
    { urls: at('c.tar.gzab'), md5: md5(two) },
  ]);
  site.server.serve((request, response, number) =>
    serveFile(request.url?.endsWith('aa') === true ? one : two)(request, response, number),
  );
  await obtain();
  expect(readFileSync(join(root, 'corpus/b.wav')).equals(sound)).toBe(true);
});

test('obtainArchive(zip) and obtainArchive(plain file) put things in place; --keep leaves the archive', async () => {
  const zip = makeZip(entries);
  const zipped = corpus([{ urls: at('c.zip'), sha256: sha256(zip) }], { form: 'zip' });
  site.server.serve(serveFile(zip));
  await zipped.obtain({ keep: true });
  expect(readFileSync(join(zipped.root, 'corpus/a.wav')).equals(sound)).toBe(true);
  expect(readdirSync(zipped.kept)).toEqual(['c.zip']);
  const text = Buffer.from('1 a b\n');
  const list = corpus([{ urls: at('list.txt'), md5: md5(text) }], {
    form: 'plain',
    places: [{ from: '', to: 'lists/list.txt' }],
  });
  site.server.serve(serveFile(text));
  await list.obtain();
  expect(readFileSync(join(list.root, 'lists/list.txt'), 'utf8')).toBe('1 a b\n');
});

test('obtainArchive(archive) fetches corrupt bytes once more, then refuses them and keeps nothing', async () => {
  const bad = Buffer.from(tar);
  bad[40] = (bad[40] ?? 0) ^ 1;
  const { root, obtain, texts, kept } = corpus([{ urls: at('c.tar.gz'), md5: md5(tar), checksumFrom: 'its owners' }]);
  site.server.serve(serveFile(bad));
  await expect(obtain()).rejects.toThrow(
    new RegExp(`not the published one, twice.*expected md5 ${md5(tar)} \\(its owners\\), found ${md5(bad)}`),
  );
  expect(site.server.requests).toHaveLength(2);
  expect(texts()).toEqual([expect.stringContaining('it is fetched anew')]);
  expect(readdirSync(kept)).toEqual([]);
  expect(existsSync(join(root, 'corpus'))).toBe(false);
  site.server.serve((request, response, number) => serveFile(number === 0 ? bad : tar)(request, response, number));
  expect(await obtain()).toBe(true);
});

test('obtainArchive(archive nobody publishes a checksum of) trusts the first, says so, and holds later ones to it', async () => {
  const { root, obtain, texts, record } = corpus([{ urls: at('c.tar.gz') }]);
  site.server.serve(serveFile(tar));
  await obtain();
  expect(texts()).toEqual([
    `c.tar.gz: nobody publishes its checksum, so this download is trusted: sha256 ${sha256(tar)}`,
  ]);
  expect(JSON.parse(readFileSync(record, 'utf8'))['c.tar.gz'].trusted).toBe('first use');
  rmSync(join(root, 'corpus'), { recursive: true });
  site.server.serve(serveFile(makeTar([{ name: 'corpus-1.0/other.wav' }])));
  await expect(obtain()).rejects.toThrow(`expected sha256 ${sha256(tar)}, as at the first download`);
  expect(existsSync(join(root, 'corpus'))).toBe(false);
  writeFileSync(record, 'spoilt');
  await expect(obtain()).rejects.toThrow('not a record of downloads');
});

test('obtainArchive(archive) takes a file that somebody put there, if it is the right one', async () => {
  const { root, obtain, kept } = corpus([{ urls: ['http://127.0.0.1:1/c.tar.gz'], md5: md5(tar) }]);
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, 'c.tar.gz'), tar);
  expect(await obtain()).toBe(true);
  expect(existsSync(join(root, 'corpus/a.wav'))).toBe(true);
});

test('obtainArchive(archive) leaves what is there alone, and refuses an archive without what it should have', async () => {
  const parts = [{ urls: at('c.tar.gz'), md5: md5(tar) }];
  const places = ['a', 'b'].map(name => ({ from: `corpus-1.0/${name}.wav`, to: `mine/${name}.wav` }));
  const { root, obtain } = corpus(parts, { places });
  mkdirSync(join(root, 'mine'), { recursive: true });
  writeFileSync(join(root, 'mine/a.wav'), 'of the user');
  site.server.serve(serveFile(tar));
  await obtain();
  expect(readFileSync(join(root, 'mine/a.wav'), 'utf8')).toBe('of the user');
  expect(readFileSync(join(root, 'mine/b.wav')).equals(sound)).toBe(true);
  const lacking = corpus(parts, { places: [{ from: 'corpus-2.0', to: 'corpus' }] });
  await expect(lacking.obtain()).rejects.toThrow(
    /lacks what svtk needs of it: expected corpus-2\.0, found corpus-1\.0/,
  );
  expect(readdirSync(lacking.root)).toEqual(['.svtk']);
  // The archive is still there: nothing is fetched twice for svtk's own fault.
  expect(readdirSync(lacking.kept)).toEqual(['c.tar.gz']);
});

test('obtainArchive(archive larger than the disk) says what is needed before anything is fetched', async () => {
  const { obtain } = corpus([{ urls: at('c.tar.gz') }], { unpacked: 1e18 });
  site.server.serve(serveFile(tar));
  await expect(obtain()).rejects.toThrow(/not enough room on the disk for corpus/);
  expect(site.server.requests).toHaveLength(0);
});

test('obtainArchive(archive) twice at once fetches it once', async () => {
  const { obtain } = corpus([{ urls: at('c.tar.gz'), md5: md5(tar) }]);
  site.server.serve(serveFile(tar));
  expect((await Promise.all([obtain(), obtain()])).sort()).toEqual([false, true]);
  expect(site.server.requests).toHaveLength(1);
});
