import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wavBytes } from '../../src/audio/wav';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus, corpora } from '../../src/corpora';
import { obtainCorpus, obtainUse } from '../../src/corpora/obtain';
import { obtainables } from '../../src/corpora/obtainable';
import { fileNameOf } from '../../src/provision/remote-file';
import { makeTar } from '../provision/make-tar';
import { served } from '../provision/served';
import { serveFile } from '../provision/tricky-server';

jest.mock('../../src/corpora/obtainable', () => ({
  obtainables: { ...jest.requireActual('../../src/corpora/obtainable').obtainables },
}));

const site = served();
const { folder } = site;

for (const [name, { licence, archives, ask }] of Object.entries(obtainables)) {
  test(`obtainables.${name} is a corpus, and its archives have addresses, checksums and places that can be`, () => {
    expect(Object.keys(corpora)).toContain(name);
    expect(licence).not.toBe('');
    expect(Object.keys(archives).length > 0 || ask !== undefined).toBe(true);
    for (const { form, parts, packed, unpacked, places } of Object.values(archives)) {
      expect(packed > 0 && unpacked >= packed && places.length > 0).toBe(true);
      expect(form === 'tar.gz' || parts.length === 1).toBe(true);
      for (const part of parts) {
        expect(part.urls.every(url => new URL(url).protocol === 'https:')).toBe(true);
        expect(new Set(part.urls.map(url => url.split('/').at(-1)))).toEqual(new Set([fileNameOf(part)]));
        expect(part.md5 ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(part.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
        // Who published a checksum is said, and nobody is said where there is none.
        expect((part.md5 ?? part.sha256) === undefined).toBe(part.checksumFrom === undefined);
      }
      for (const { from, to } of places) {
        expect(`${from}/${to}`.split('/')).not.toContain('..');
        expect(to).toMatch(/^[\w]/);
      }
    }
  });

  test(`obtainables.${name} knows archives for every split and list of the corpus`, () => {
    const { splits, trialLists } = buildCorpus(name, {}, {});
    for (const use of [...splits, ...trialLists]) {
      for (const archive of obtainables[name]?.archivesFor?.(use) ?? [])
        expect(Object.keys(archives)).toContain(archive);
    }
  });
}

const options = (root: string, events: RunEvent[] = []) => ({
  root,
  report: (event: RunEvent) => void events.push(event),
  pause: 0.01,
  tries: 2,
});

test('obtainUse(corpus, split) fetches what cannot be read, into the place where the corpus looks, and nothing twice', async () => {
  const sound = Buffer.from(
    wavBytes(
      new Int16Array(4000).map((_, at) => at),
      8000,
    ),
  );
  const tar = makeTar(['0_anna_0', '1_bob_1'].map(id => ({ name: `digits-1/recordings/${id}.wav`, data: sound })));
  Object.assign(obtainables, {
    'free-spoken-digits': {
      licence: 'a test',
      archives: {
        digits: {
          form: 'tar.gz',
          parts: [{ urls: [`${site.server.url}/digits.tar.gz`] }],
          packed: 1e4,
          unpacked: 1e6,
          places: [{ from: 'digits-1', to: 'free-spoken-digit-dataset' }],
        },
      },
    },
  });
  site.server.serve(serveFile(tar));
  const root = join(folder, 'corpora');
  const corpus = buildCorpus('free-spoken-digits', {}, { root });
  const events: RunEvent[] = [];
  await obtainUse(corpus, 'all', options(root, events));
  await obtainUse(corpus, 'all', options(root));
  expect(site.server.requests).toHaveLength(1);
  const ids: string[] = [];
  for await (const { id } of corpus.utterances('all', () => undefined)) ids.push(id);
  expect(ids).toEqual(['0_anna_0', '1_bob_1']);
  expect(events).toContainEqual({ type: 'note', text: `free-spoken-digits: digits is now in ${root}` });
});

test('obtainUse(corpus whose owners want to be asked) says where to ask', async () => {
  const root = join(folder, 'empty');
  const corpus = buildCorpus('sitw', {}, { root });
  await expect(obtainUse(corpus, 'eval-core', options(root))).rejects.toThrow(
    /sitw is not free to download.*the corpus sitw is not there.*\n {2}SRI International gives it for research/s,
  );
  await expect(obtainCorpus('sitw', [], options(root))).rejects.toThrow(/SRI International gives it for research/);
  expect(() => readdirSync(root)).toThrow();
});

test('obtainCorpus(name) names the near ones of what it does not know', async () => {
  await expect(obtainCorpus('librispeach', [], options(folder))).rejects.toThrow(/nothing to download.*librispeech/);
  await expect(obtainCorpus('librispeech', ['train-clean-10'], options(folder))).rejects.toThrow(
    /unknown archive of librispeech.*\n {2}did you mean train-clean-100/s,
  );
});
