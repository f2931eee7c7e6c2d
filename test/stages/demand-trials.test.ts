import { demandTrials } from '../../src/stages/demand-trials';

const utterances = ['a1', 'a2', 'b1'].map(id => ({ id, audio: `${id}.wav`, speaker: id.slice(0, 1) }));
const trial = (enroll: string, test: string, target: boolean) => ({ enroll, test, target });
const good = [trial('a1', 'a2', true), trial('a1', 'b1', false)];

test('demandTrials(list) takes both classes, and labels that agree with the speakers', () => {
  demandTrials({ name: 'x', trials: good, utterances });
  const models = new Map([['model', ['a1', 'a2']]]);
  demandTrials({ name: 'x', trials: [trial('model', 'a2', true), trial('model', 'b1', false)], utterances, models });
});

test.each([
  ['target', good.slice(1)],
  ['nontarget', good.slice(0, 1)],
])('demandTrials(list) refuses one without %s trials', (missing, trials) => {
  expect(() => demandTrials({ name: 'x', trials, utterances })).toThrow(`trial list x lacks ${missing} trials`);
});

test('demandTrials(list) names trials whose label says otherwise than the speakers, also of models', () => {
  const trials = [...good, trial('a2', 'b1', true)];
  expect(() => demandTrials({ name: 'x', trials, utterances })).toThrow("found 'a2 b1' (1 in all)");
  const models = new Map([['a2', ['b1']]]);
  const enrolled = [trial('a2', 'a1', true), trial('a2', 'b1', true), trial('a1', 'b1', false)];
  expect(() => demandTrials({ name: 'x', trials: enrolled, utterances, models })).toThrow("found 'a2 a1' (1 in all)");
});

test('demandTrials(list) leaves labels alone where a speaker is not known', () => {
  const [first, ...others] = utterances;
  const nameless = [{ id: first?.id ?? '', audio: '' }, ...others];
  demandTrials({ name: 'x', trials: [...good, trial('a2', 'b1', true)], utterances: nameless });
});
