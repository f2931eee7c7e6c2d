import type { Hertz, Seconds } from '../../core/units';

/** One stretch of nearly constant articulation; stops have several, other phones one. */
export interface Gesture {
  /** F1, F2, F3 of a grown man's vocal tract. */
  readonly formants: readonly [Hertz, Hertz, Hertz];
  /** Amplitudes from 0 to 1 of the three sources. */
  readonly voicing: number;
  readonly aspiration: number;
  readonly frication: number;
  /** Resonance of the cavity in front of the constriction, and its bandwidth. */
  readonly noise: readonly [Hertz, Hertz];
  /** 1 = the velum is open. */
  readonly nasal: number;
  readonly duration: Seconds;
}

export interface Phone {
  readonly name: string;
  readonly gestures: readonly Gesture[];
}

type Formants = readonly [Hertz, Hertz, Hertz];
const noNoise = [3000, 1000] as const;

function gesture(formants: Formants, duration: Seconds, sources: Partial<Gesture>): Gesture {
  return { formants, duration, voicing: 0, aspiration: 0, frication: 0, noise: noNoise, nasal: 0, ...sources };
}

const vowel = (name: string, ...formants: Formants): Phone => ({
  name,
  gestures: [gesture(formants, 0.11, { voicing: 1 })],
});

/** Average formants of men: Peterson & Barney 1952, Control methods used in a study of the vowels, table II. */
export const vowels: readonly Phone[] = [
  vowel('iy', 270, 2290, 3010),
  vowel('ih', 390, 1990, 2550),
  vowel('eh', 530, 1840, 2480),
  vowel('ae', 660, 1720, 2410),
  vowel('aa', 730, 1090, 2440),
  vowel('ao', 570, 840, 2410),
  vowel('uh', 440, 1020, 2240),
  vowel('uw', 300, 870, 2240),
  vowel('ah', 640, 1190, 2390),
  vowel('er', 490, 1350, 1690),
];

/** Where formants point at a closure: lips, alveolar ridge, velum (loci after Klatt 1980, Software for a cascade/parallel formant synthesizer, table II). */
const lips: Formants = [200, 900, 2100];
const ridge: Formants = [200, 1700, 2600];
const velum: Formants = [200, 1990, 2650];

const sonorant = (name: string, formants: Formants, nasal = 0): Phone => ({
  name,
  gestures: [gesture(formants, 0.065, { voicing: nasal === 1 ? 0.55 : 0.75, nasal })],
});

const fricative = (
  name: string,
  formants: Formants,
  noise: readonly [Hertz, Hertz],
  frication: number,
  voicing: number,
): Phone => ({
  name,
  gestures: [gesture(formants, voicing > 0 ? 0.07 : 0.1, { frication, noise, voicing })],
});

function stop(name: string, formants: Formants, noise: readonly [Hertz, Hertz], voiced: boolean): Phone {
  const closure = gesture(formants, voiced ? 0.045 : 0.06, { voicing: voiced ? 0.12 : 0 });
  const burst = gesture(formants, 0.012, { frication: 0.9, noise, voicing: voiced ? 0.3 : 0 });
  const release = gesture(formants, 0.035, { aspiration: 0.6 });
  return { name, gestures: voiced ? [closure, burst] : [closure, burst, release] };
}

export const consonants: readonly Phone[] = [
  sonorant('l', [360, 1000, 2700]),
  sonorant('r', [310, 1060, 1380]),
  sonorant('w', [300, 610, 2200]),
  sonorant('y', [260, 2070, 3020]),
  sonorant('m', [300, 1000, 2200], 1),
  sonorant('n', [300, 1550, 2500], 1),
  sonorant('ng', [300, 2100, 2700], 1),
  fricative('s', [320, 1390, 2530], [5800, 1500], 0.5, 0),
  fricative('sh', [300, 1840, 2750], [3000, 1200], 0.5, 0),
  fricative('f', [340, 1100, 2080], [4500, 6000], 0.16, 0),
  fricative('th', [320, 1290, 2540], [5200, 5000], 0.14, 0),
  fricative('z', [240, 1390, 2530], [5800, 1500], 0.25, 0.4),
  fricative('v', [220, 1100, 2080], [4500, 6000], 0.1, 0.5),
  { name: 'hh', gestures: [gesture([500, 1500, 2500], 0.06, { aspiration: 0.8 })] },
  stop('p', lips, [1000, 1500], false),
  stop('t', ridge, [4200, 2000], false),
  stop('k', velum, [2000, 700], false),
  stop('b', lips, [1000, 1500], true),
  stop('d', ridge, [4200, 2000], true),
  stop('g', velum, [2000, 700], true),
];

export const pause: Phone = { name: 'sil', gestures: [gesture([500, 1500, 2500], 0.15, {})] };
