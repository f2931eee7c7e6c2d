import { epochOrder } from '../../src/training/epoch-order';

const classes = Int32Array.of(0, 0, 0, 1, 1, 2, 2, 2, 2, 3);
const order = (sampling: 'utterances' | 'speakers' | 'pairs', epoch = 0) =>
  epochOrder({ classes, seed: 1, sampling, cropsPerUtterance: 4 }, epoch);
const speakersOf = (places: Uint32Array) => Array.from(places, place => classes[place]);

test('epochOrder(sampling: pairs) puts two crops of a speaker side by side, other utterances where it has two', () => {
  const places = order('pairs');
  expect(places).toHaveLength(40);
  for (let at = 0; at < places.length; at += 2) {
    const [one = -1, two = -1] = places.subarray(at, at + 2);
    expect(classes[one]).toBe(classes[two]);
    expect(one === two).toBe(classes[one] === 3);
  }
});

test('epochOrder(sampling: pairs) has all speakers in each round, as speakers has, in another order each time', () => {
  for (const [sampling, round] of [
    ['speakers', 4],
    ['pairs', 8],
  ] as const) {
    const speakers = speakersOf(order(sampling));
    for (let start = 0; start < speakers.length; start += round) {
      expect(new Set(speakers.slice(start, start + round)).size).toBe(4);
    }
    expect(speakersOf(order(sampling, 1))).not.toEqual(speakers);
    expect(order(sampling)).toEqual(order(sampling));
  }
});

test('epochOrder(sampling: pairs) uses all utterances of a speaker alike', () => {
  const counts = new Map<number, number>();
  for (const place of order('pairs')) counts.set(place, (counts.get(place) ?? 0) + 1);
  const ofSpeaker2 = [5, 6, 7, 8].map(place => counts.get(place) ?? 0);
  expect(Math.max(...ofSpeaker2) - Math.min(...ofSpeaker2)).toBeLessThanOrEqual(1);
});
