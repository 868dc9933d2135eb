import type { Crossing } from '../plan/plan.js';
import type { SkyPosition } from '../steps/step.js';
import type { FlipSituation, NextAction } from './decide.js';
import { mountFacts } from './mount-facts.js';
import { hourAngleOf } from './mount-position.js';
import { type FlippingMount, flipPoint, foretold, presentState } from './pointing-state.js';

export interface FlipQuestion extends Omit<FlippingMount, 'facts'> {
  readonly position: SkyPosition;
  /** What is to be done next. */
  readonly action: NextAction;
  /** The target's own wish; else the observatory's. */
  readonly crossing?: Crossing | undefined;
}

/** How states are spoken of that the mount has no word for. */
const UNNAMED = { east: 'the state for the east', west: 'the state for the west' };

/** Asks the mount everything that the decision to flip depends on. It has to stand on the target, or near it. */
export async function flipSituation(question: FlipQuestion): Promise<FlipSituation> {
  const { telescope, position, observatory, clock, action, signal } = question;
  const facts = await mountFacts(telescope, observatory, clock.now(), signal);
  if (!facts.flips) return facts;
  const mount: FlippingMount = { ...question, facts };
  const { trackPast } = observatory.meridian;
  const hourAngle = hourAngleOf(position, clock.now(), observatory.site);
  const state = await presentState(mount, hourAngle);
  const destination = await foretold(mount, position, 0);
  const until = action.before + action.exposure + action.after;
  const flipIn =
    state === destination ? await flipPoint(mount, position, { state, hourAngle, until, trackPast }) : undefined;
  return {
    flips: true,
    by: facts.by,
    names: facts.by === 'pointing state' ? facts.names : UNNAMED,
    state,
    destination,
    hourAngle,
    flipIn,
    action,
    trackPast,
    crossing: question.crossing ?? observatory.meridian.crossing ?? 'finish',
  };
}
