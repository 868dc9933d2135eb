import type { Crossing } from '../plan/plan.js';
import { type Half, otherHalf, pastMeridian, transitOf } from './meridian.js';
import { hourAngleInWords, inWords } from './words.js';

/** What is to be done next: its whole cost, in ms, not the shutter alone. */
export interface NextAction {
  /** Until the shutter opens: filter, focus, dither, settling. */
  readonly before: number;
  readonly exposure: number;
  /** Readout, download and saving: the mount is free for them. */
  readonly after: number;
  /** A light frame may be shortened; a dark may not. */
  readonly shortenable: boolean;
}

/** All that the decision to flip depends on. Times in ms. */
export type FlipSituation =
  | { readonly flips: false; readonly why: string }
  | {
      readonly flips: true;
      /** How it is known what the mount would do: it tells (DestinationSideOfPier), or it follows from the hour angle. */
      readonly by: 'pointing state' | 'hour angle';
      /** What the mount calls its states, or how they are spoken of where it has no word for them. */
      readonly names: Readonly<Record<Half, string>>;
      /** The half of the sky that the mount's present state serves; undefined when nothing tells. */
      readonly state: Half | undefined;
      /** The state that a slew to the target would give now. */
      readonly destination: Half;
      /** Of the target now, h. */
      readonly hourAngle: number;
      /** How far ahead a slew would begin to give the other state; undefined when that is not in sight. */
      readonly flipIn: number | undefined;
      readonly action: NextAction;
      /** How long the mount may track past the meridian. */
      readonly trackPast: number;
      /** What becomes of an exposure that would cross the flip point. */
      readonly crossing: Crossing;
    };

export type FlipDecision =
  | {
      readonly action: 'expose';
      readonly reason: string;
      /** The flip falls due while the shutter is open: it is carried out while the frame downloads. */
      readonly flipAfter: boolean;
      /** s; instead of what was asked for. */
      readonly exposure?: number;
    }
  | { readonly action: 'flip'; readonly reason: string }
  /** Neither does the exposure fit before the flip nor would the mount flip yet: stand still for so many ms, then flip. */
  | { readonly action: 'wait'; readonly wait: number; readonly reason: string };

/** Waited beyond the computed moment of the flip, so that the mount's own clock has passed it too. ms */
const MARGIN = 3_000;
/** Left between the end of a shortened exposure and the flip point, ms. */
const SHORTENED_MARGIN = 2_000;
/** A shortened exposure is worth taking from this share of what was asked for. */
const WORTHWHILE = 0.5;
/** The pointing state of a German mount cannot change here, but the side that its tube is on does, at 6 h. h */
const FAR_FROM_MERIDIAN = { from: 4, to: 8 };

/** No mount flips earlier before the meridian, ms. */
const EARLY = 2 * 3_600_000;

type Flipping = Extract<FlipSituation, { flips: true }>;

/** Whether the mount has to flip before the next action, wait for its flip, or may go on; with the reason in words. */
export function decideFlip(situation: FlipSituation): FlipDecision {
  if (!situation.flips) return goOn(`no flip: ${situation.why}`);
  const { state, destination } = situation;
  if (state === undefined) {
    return {
      action: 'flip',
      reason: 'nothing tells which pointing state the mount is in: a slew to the target settles it',
    };
  }
  return state === destination ? notDue(situation, state) : due(situation, state);
}

/** A slew would already give the other state. */
function due(situation: Flipping, state: Half): FlipDecision {
  const { names, destination, hourAngle } = situation;
  const distance = Math.abs(hourAngle);
  const apart =
    situation.by === 'pointing state'
      ? `the mount is in ${names[state]}, and a slew to the target would give ${names[destination]}`
      : `the mount came to the target in the ${state}, and the target is in the ${destination} now`;
  if (distance > FAR_FROM_MERIDIAN.from && distance < FAR_FROM_MERIDIAN.to) {
    const at = hourAngleInWords(hourAngle);
    return goOn(
      `no flip at an hour angle of ${at}, though ${apart}: there only the side of the tube changes, not the state`,
    );
  }
  return { action: 'flip', reason: `${apart}: ${whereabouts(situation, state)}` };
}

/** A slew would keep the state: the question is for how long, and whether the next action ends before that. */
function notDue(situation: Flipping, state: Half): FlipDecision {
  const { action, flipIn, trackPast, crossing, names } = situation;
  const closes = action.before + action.exposure;
  const pastAtEnd = pastMeridian(state, situation.hourAngle) + closes;
  const crosses = flipIn !== undefined && flipIn < closes;
  const tooFar = pastAtEnd > trackPast;
  const transit = `the ${transitOf(state)} transit`;
  if (!crosses && !tooFar) return goOn(`no flip falls due before an exposure of ${inWords(action.exposure)} ends`);

  const flip =
    flipIn === undefined
      ? 'the mount does not say when it would flip'
      : `the flip to ${names[otherHalf(state)]} falls due in ${inWords(flipIn)}`;
  if (crossing === 'finish' && !tooFar) {
    const end =
      pastAtEnd > 0
        ? `${inWords(pastAtEnd)} past ${transit}, of the ${inWords(trackPast)} that the mount may track past it`
        : `${inWords(pastAtEnd)} before ${transit}`;
    return goOn(`${flip}; the exposure is finished first, ${end}`, crosses);
  }
  const room = Math.min(flipIn ?? Infinity, Math.max(0, trackPast - pastAtEnd + closes));
  if (crossing === 'shorten' && action.shortenable) {
    const seconds = Math.floor((room - action.before - SHORTENED_MARGIN) / 1000);
    if (seconds > 0 && seconds * 1000 >= WORTHWHILE * action.exposure) {
      const reason = `${flip}; the exposure is shortened from ${inWords(action.exposure)} to ${inWords(seconds * 1000)} to end before it`;
      return { action: 'expose', reason, flipAfter: false, exposure: seconds };
    }
  }
  const why =
    tooFar && pastAtEnd > 0
      ? `the exposure would end ${inWords(pastAtEnd)} past ${transit}, and the mount may ${trackPast === 0 ? 'not track' : `track only ${inWords(trackPast)}`} past it`
      : crossing === 'shorten' && action.shortenable
        ? 'less than half of the exposure would fit before it'
        : 'exposures do not cross it';
  const wait = (flipIn ?? Math.max(0, closes - pastAtEnd)) + MARGIN;
  return { action: 'wait', wait, reason: `${flip}; ${why}: the mount stands still until then` };
}

function whereabouts({ hourAngle }: Flipping, state: Half): string {
  const past = pastMeridian(state, hourAngle);
  if (past >= 0) return `it is ${inWords(past)} past the ${transitOf(state)} transit`;
  return past > -EARLY
    ? `the ${transitOf(state)} transit is ${inWords(past)} ahead, and the mount flips early`
    : `that is not the state for an hour angle of ${hourAngleInWords(hourAngle)}`;
}

function goOn(reason: string, flipAfter = false): FlipDecision {
  return { action: 'expose', reason, flipAfter };
}
