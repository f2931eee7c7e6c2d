import { startReporter } from '../../src/cli/reporter';

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('report(event) without a terminal says a line each 30 s, and none at once for a stage that begins later', () => {
  jest.useFakeTimers();
  const said: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation(text => {
    said.push(String(text).split('\n')[0] ?? '');
    return true;
  });
  const { report } = startReporter(false);
  const embedded = (done: number) => report({ type: 'progress', stage: 'embed', done, total: 9, unit: 'utterances' });
  report({ type: 'stage-started', stage: 'embed.a', because: 'new' });
  embedded(1);
  jest.advanceTimersByTime(31_000);
  embedded(2);
  jest.advanceTimersByTime(31_000);
  report({ type: 'stage-started', stage: 'embed.b', because: 'new' });
  embedded(1);
  jest.advanceTimersByTime(31_000);
  embedded(3);
  expect(said.map(line => line.split(',')[0])).toEqual([
    'embed.a: new',
    'embed: 2/9 utterances',
    'embed.b: new',
    'embed: 3/9 utterances',
  ]);
});
