import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detCoordinate } from '../../src/report/analysis/det-points';
import { readRunFigures } from '../../src/report/run-figures';
import { evil, loggedSteps, type ReportedRun, reportedRun } from './reported-run';

const folder = mkdtempSync(join(tmpdir(), 'svtk-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

let run: ReportedRun;
let page: string;
beforeAll(async () => {
  run = await reportedRun(join(folder, 'exp/small/default'), loggedSteps(40, true));
  await run.run();
  page = readFileSync(join(run.place, 'report.html'), 'utf8');
}, 60_000);

/** Text of the page as a reader sees it. */
const seen = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** Every tag of the page with its attributes; a tag that text opened would be among them. */
function tagsOf(html: string): { name: string; attributes: Map<string, string> }[] {
  return [...html.matchAll(/<([a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name = '', rest = '']) => ({
      name: name.toLowerCase(),
      attributes: new Map(
        [...rest.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
      ),
    }),
  );
}

test('report: the page has the numbers of the results, in table, threshold and operating points', () => {
  const { eer, minDcf, threshold } = run.values;
  const text = seen(page);
  expect(text).toContain(`${eer.toFixed(3)} [1.000, 99.000]`);
  expect(text).toContain(minDcf.toFixed(4));
  expect(text).toContain(`equal errors at ${Math.abs(threshold) >= 1 ? threshold.toFixed(3) : threshold.toFixed(4)}`);
  expect(text).toContain('120 trials: 24 target, 96 non-target, of 4 speakers');
  const { marks } = readRunFigures(join(run.place, 'report.json')).lists[0]?.systems[0] ?? { marks: [] };
  expect(marks[0]?.metric).toBe('EER');
  expect(marks[0]?.miss).toBeCloseTo(detCoordinate(eer / 100), 4);
});

test('report: a page with a name such as <script> has no tag of it, and shows it as text', () => {
  expect(seen(page)).toContain(evil);
  const tags = tagsOf(page);
  expect(tags.length).toBeGreaterThan(300);
  expect(
    tags.filter(({ name }) => ['script', 'iframe', 'object', 'embed', 'link', 'img', 'foreignobject'].includes(name)),
  ).toEqual([]);
  expect(page.split('<').length - 1).toBe(
    [...page.matchAll(/<(?:[a-zA-Z][\w:-]*(?:\s+[\w:-]+(?:="[^"]*")?)*\s*\/?>|\/[a-zA-Z][\w:-]*>|!doctype html>)/g)]
      .length,
  );
});

test('report: nothing in the page refers to another file or to the network', () => {
  const references = tagsOf(page).flatMap(({ attributes }) =>
    ['src', 'href', 'xlink:href', 'srcset', 'action', 'data', 'poster']
      .map(name => attributes.get(name))
      .filter(value => value !== undefined),
  );
  expect(references.length).toBeGreaterThan(5);
  expect(references.filter(value => !/^#[\w-]+$/.test(value))).toEqual([]);
  expect(page).not.toMatch(/@import|url\((?!#)/);
  expect(
    [...page.matchAll(/https?:\/\/[^\s"<]+/g)].map(([url]) => url).filter(url => !url.startsWith('http://www.w3.org/')),
  ).toEqual([]);
});

test('report: every entry of the contents leads to a section of the page; ids are unique', () => {
  const tags = tagsOf(page);
  const ids = tags.map(({ attributes }) => attributes.get('id')).filter(id => id !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = tags
    .filter(({ name }) => name === 'a')
    .map(({ attributes }) => attributes.get('href')?.slice(1) ?? '');
  expect(targets.filter(target => !ids.includes(target))).toEqual([]);
  expect(targets).toEqual(
    expect.arrayContaining(['results', 'training', 'pairs', 'list-1', 'audio', 'provenance', 'recipe']),
  );
});

test('report: every figure has a description for those who do not see it', () => {
  const figures = tagsOf(page).filter(({ name }) => name === 'svg');
  expect(figures.length).toBe(readdirSync(join(run.place, 'figures')).length);
  for (const { attributes } of figures) {
    expect(attributes.get('role')).toBe('img');
    expect(attributes.get('aria-label')?.length).toBeGreaterThan(20);
  }
});

test('report: command, versions, device, warnings, recipe and bad audio are in the page', () => {
  const text = seen(page);
  for (const what of [
    'svtk run <small>.yaml',
    'c0ffee',
    '2.21.0',
    'on cpu, 2 threads',
    `beware of ${evil}`,
    `title: ${evil}`,
    `audio/${evil}.wav`,
    'this one is broken',
  ])
    expect(text).toContain(what);
});

test('report: figures are files of their own, on white, for each logged figure, the scores, the curve and the map', () => {
  const files = readdirSync(join(run.place, 'figures'));
  expect(files).toEqual(
    expect.arrayContaining([
      'det-pairs.svg',
      'scores-pairs-1.svg',
      'map-pairs.svg',
      'training-loss.svg',
      'training-satisfied-pull.svg',
    ]),
  );
  for (const file of files) {
    const svg = readFileSync(join(run.place, 'figures', file), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*color="#000"><rect width="100%" height="100%" fill="#fff"\/>/);
    expect(svg).not.toContain(evil);
  }
});

test('report a second time gives the same page to the byte', async () => {
  await run.run();
  expect(readFileSync(join(run.place, 'report.html'), 'utf8') === page).toBe(true); // a difference of 300 kB is not to be printed
});

test('report made again by another version says the versions and the command that computed, and lists both starts', async () => {
  const other = { svtk: '10.0.0', commit: 'decade', command: 'svtk report there', started: '2027-01-01T00:00:00Z' };
  writeFileSync(join(run.place, 'env.json'), JSON.stringify(other));
  const events = [
    { time: other.started, type: 'run-started', ...other },
    { time: other.started, type: 'stage-started', stage: 'report' },
  ];
  appendFileSync(join(run.place, 'log.jsonl'), events.map(event => `${JSON.stringify(event)}\n`).join(''));
  await run.run();
  const again = seen(readFileSync(join(run.place, 'report.html'), 'utf8'));
  for (const what of [
    'How it was made svtk run <small>.yaml',
    'svtk 9.9.9',
    'commit c0ffee',
    'svtk report there report decade',
  ])
    expect(again.includes(what) ? '' : what).toBe('');
});

test('report of a loss without a margin leaves the figures of pairs out and says so', async () => {
  const plain = await reportedRun(join(folder, 'exp/plain/default'), loggedSteps(40, false));
  await plain.run();
  const html = readFileSync(join(plain.place, 'report.html'), 'utf8');
  expect(seen(html)).toContain('softmax has no margin');
  expect(readdirSync(join(plain.place, 'figures')).filter(file => /cosine|pull|satisfied/.test(file))).toEqual([]);
}, 60_000);

test('report of a network that was not trained has no curves and says so', async () => {
  const untrained = await reportedRun(join(folder, 'exp/untrained/default'), []);
  await untrained.run();
  expect(seen(readFileSync(join(untrained.place, 'report.html'), 'utf8'))).toContain('Nothing was trained');
}, 60_000);
