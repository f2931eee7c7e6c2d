import type { Session } from './session';
import type { Speaker } from './speaker';
import type { PlannedGesture } from './utterance-plan';

/** What the synthesizer is told every 5 ms; all arrays are [frames]. */
export interface ControlTracks {
  readonly frames: number;
  /** Natural log of the pitch in Hz. */
  readonly pitch: Float64Array;
  readonly formants: readonly [Float64Array, Float64Array, Float64Array];
  readonly voicing: Float64Array;
  readonly aspiration: Float64Array;
  readonly frication: Float64Array;
  readonly noiseCentre: Float64Array;
  readonly noiseBandwidth: Float64Array;
  readonly nasal: Float64Array;
}

/** Targets of the plan in this speaker's mouth, run into each other: coarticulation. */
export function tracksOf(plan: readonly PlannedGesture[], speaker: Speaker, session: Session): ControlTracks {
  const frames = plan.reduce((sum, gesture) => sum + gesture.frames, 0);
  const track = (): Float64Array => new Float64Array(frames);
  const formants = [track(), track(), track()] as const;
  const tracks = {
    frames,
    pitch: track(),
    formants,
    voicing: track(),
    aspiration: track(),
    frication: track(),
    noiseCentre: track(),
    noiseBandwidth: track(),
    nasal: track(),
  };
  const pitch = Math.log(speaker.pitch * session.pitch);
  const tract = speaker.tract * session.formants;
  let at = 0;
  for (const gesture of plan) {
    const accent = speaker.accent.get(gesture.phone) ?? [1, 1, 1];
    const end = at + gesture.frames;
    tracks.pitch.fill(pitch + gesture.pitch, at, end);
    for (const [index, values] of formants.entries()) {
      values.fill(gesture.formants[index]! * accent[index]! * tract, at, end);
    }
    tracks.voicing.fill(gesture.voicing, at, end);
    tracks.aspiration.fill(gesture.aspiration, at, end);
    tracks.frication.fill(gesture.frication, at, end);
    tracks.noiseCentre.fill(gesture.noise[0] * speaker.sibilance, at, end);
    tracks.noiseBandwidth.fill(gesture.noise[1], at, end);
    tracks.nasal.fill(gesture.nasal, at, end);
    at = end;
  }
  for (const values of formants) smooth(values, speaker.precision);
  smooth(tracks.pitch, 0.12);
  smooth(tracks.voicing, 0.6);
  smooth(tracks.aspiration, 0.6);
  smooth(tracks.nasal, 0.4);
  // Frication keeps its edges: a burst is 12 ms.
  smooth(tracks.frication, 0.85);
  return tracks;
}

/** A one-pole low-pass run forwards and backwards: movements begin before their phone and end after it. */
function smooth(values: Float64Array, step: number): void {
  for (let index = 1; index < values.length; index++) {
    values[index] = values[index - 1]! + step * (values[index]! - values[index - 1]!);
  }
  for (let index = values.length - 2; index >= 0; index--) {
    values[index] = values[index + 1]! + step * (values[index]! - values[index + 1]!);
  }
}
