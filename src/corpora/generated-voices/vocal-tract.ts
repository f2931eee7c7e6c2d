import type { Random } from '../../core/random';
import type { Hertz } from '../../core/units';
import type { ControlTracks } from './control-tracks';
import type { Session } from './session';
import type { Speaker } from './speaker';
import { framesPerSecond } from './utterance-plan';

/** Bandwidths of F1 to F7 at speaker.bandwidths = 1. */
const bandwidths: readonly Hertz[] = [70, 90, 130, 200, 250, 350, 450];

/**
 * Source and filter (Fant 1960; Klatt 1980): the glottal pulse of KLGLOTT88 (Klatt & Klatt 1990, fig. 10: flow t² − t³, here its
 * derivative, so that the radiation at the lips is in it) with jitter, shimmer and breath, through a cascade of seven resonances and a nasal pole and
 * zero; frication joins behind it. Coefficients change every 5 ms, pulses begin between samples.
 *
 * @returns samples [frames × sampleRate / 200], of no particular level
 */
export function soundOf(
  tracks: ControlTracks,
  { speaker, session }: { speaker: Speaker; session: Session },
  random: Random,
  sampleRate: Hertz,
): Float64Array {
  const hop = sampleRate / framesPerSecond;
  const sound = new Float64Array(tracks.frames * hop);
  const order = bandwidths.filter(
    (_, index) => index < 3 || speaker.upperFormants[index - 3]! < 0.45 * sampleRate,
  ).length;
  // Of each resonance: gain, two feedback coefficients, two past outputs.
  const gain = new Float64Array(order + 2);
  const near = new Float64Array(order + 2);
  const far = new Float64Array(order + 2);
  const past1 = new Float64Array(order + 2);
  const past2 = new Float64Array(order + 2);
  const nasal = order;
  const cavity = order + 1;
  const tune = (index: number, frequency: Hertz, bandwidth: Hertz): void => {
    const radius = Math.exp((-Math.PI * bandwidth) / sampleRate);
    far[index] = -radius * radius;
    near[index] = 2 * radius * Math.cos((2 * Math.PI * Math.min(frequency, 0.48 * sampleRate)) / sampleRate);
    gain[index] = 1 - near[index]! - far[index]!;
  };
  for (let index = 3; index < order; index++) {
    tune(index, speaker.upperFormants[index - 3]! * session.formants, bandwidths[index]! * speaker.bandwidths);
  }
  const nasalPole = 270 * speaker.tract;
  tune(nasal, nasalPole, 100);
  // One pole for the tilt: its corner where the fall at 3 kHz is that many decibels.
  const corner = 3000 / Math.sqrt(Math.max(0.2, 10 ** ((speaker.tilt + session.tilt) / 10) - 1));
  const tiltStep = 1 - Math.exp((-2 * Math.PI * corner) / sampleRate);

  let noiseState = random.integer(0xfffffffe) + 1;
  let period = sampleRate / speaker.pitch;
  let open = period * speaker.openQuotient;
  let strength = 1;
  let time = 0; // samples since the pulse began
  let tilted = 0;
  let zero1 = 0;
  let zero2 = 0;

  for (let frame = 0; frame < tracks.frames; frame++) {
    for (let index = 0; index < 3; index++) {
      const opening = 1 + 1.5 * tracks.nasal[frame]! * (index > 0 ? 1 : 0.5);
      tune(index, tracks.formants[index]![frame]!, bandwidths[index]! * speaker.bandwidths * opening);
    }
    tune(cavity, tracks.noiseCentre[frame]!, tracks.noiseBandwidth[frame]!);
    // The cavity's resonance gets unit gain at its peak, not at 0 Hz.
    gain[cavity] = 1 + far[cavity]!;
    const zeroPlace = nasalPole + tracks.nasal[frame]! * (speaker.nasalZero - nasalPole);
    const zeroRadius = Math.exp((-Math.PI * 100) / sampleRate);
    const zeroFar = -zeroRadius * zeroRadius;
    const zeroNear = 2 * zeroRadius * Math.cos((2 * Math.PI * zeroPlace) / sampleRate);
    const zeroGain = 1 / (1 - zeroNear - zeroFar);
    const voicing = tracks.voicing[frame]!;
    const aspiration = tracks.aspiration[frame]!;
    const frication = tracks.frication[frame]!;
    const framePeriod = sampleRate / Math.exp(tracks.pitch[frame]!);

    for (let at = frame * hop, end = at + hop; at < end; at++) {
      if (time >= period) {
        time -= period;
        period = framePeriod * (1 + speaker.jitter * random.normal());
        open = period * speaker.openQuotient;
        strength = Math.max(0.2, 1 + speaker.shimmer * random.normal());
      }
      noiseState ^= noiseState << 13;
      noiseState ^= noiseState >>> 17;
      noiseState ^= noiseState << 5;
      const noise = noiseState / 2147483648;
      const x = time / open;
      let flow = x < 1 ? x * (2 - 3 * x) : 0;
      // The closure jumps from −1 to 0 between two samples; a second-order step keeps most of it from aliasing.
      const late = time - open;
      if (late >= 0 && late < 1) flow -= 0.5 * (1 - late) * (1 - late);
      else if (late < 0 && late > -1) flow += 0.5 * (1 + late) * (1 + late);
      time++;
      tilted += tiltStep * (strength * flow - tilted);
      const breath = noise * (0.25 * aspiration + speaker.breathiness * voicing * (x < 1 ? 1 : 0.3));
      let wave = tilted * voicing + breath;

      const zeroed = zeroGain * (wave - zeroNear * zero1 - zeroFar * zero2);
      zero2 = zero1;
      zero1 = wave;
      wave = zeroed;
      for (let index = 0; index <= order; index++) {
        const out = gain[index]! * wave + near[index]! * past1[index]! + far[index]! * past2[index]!;
        past2[index] = past1[index]!;
        past1[index] = out;
        wave = out;
      }
      const hiss = gain[cavity]! * noise + near[cavity]! * past1[cavity]! + far[cavity]! * past2[cavity]!;
      past2[cavity] = past1[cavity]!;
      past1[cavity] = hiss;
      sound[at] = wave + 0.5 * frication * hiss;
    }
  }
  return sound;
}
