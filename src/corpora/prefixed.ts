import type { TrialList, Utterance } from '../manifest/types';

/**
 * The same utterance under a name that no other corpus uses: `librispeech/367-130732-0000` of speaker `librispeech/367`.
 * Needed where a training set joins several corpora, whose speakers 0001 are different people.
 */
export function prefixed(corpus: string, utterance: Utterance): Utterance {
  const { speaker, session } = utterance;
  return {
    ...utterance,
    id: `${corpus}/${utterance.id}`,
    ...(speaker === undefined ? {} : { speaker: `${corpus}/${speaker}` }),
    ...(session === undefined ? {} : { session: `${corpus}/${session}` }),
  };
}

/** A trial list whose ids are those of {@link prefixed} utterances; its name becomes `<corpus>-<list>`. */
export function prefixedTrials(corpus: string, list: TrialList): TrialList {
  const prefix = (id: string): string => `${corpus}/${id}`;
  const models = list.models && {
    models: new Map(Array.from(list.models, ([model, ids]) => [prefix(model), ids.map(prefix)] as const)),
  };
  return {
    name: `${corpus}-${list.name}`,
    trials: list.trials.map(({ enroll, test, target }) => ({
      enroll: prefix(enroll),
      test: prefix(test),
      target,
    })),
    utterances: list.utterances.map(utterance => prefixed(corpus, utterance)),
    ...models,
  };
}
