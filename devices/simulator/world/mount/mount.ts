import {
  type Air,
  type Apparent,
  apparent,
  type Degrees,
  type EpochMs,
  separation,
  type Site,
  toHorizontal,
  wrapDegrees,
  wrapSignedDegrees,
} from '../../../../sky/index.js';
import type { MountOptions } from '../../options.js';
import type { Hazards } from '../hazards.js';
import type { Axes, Place, PointingState } from './axes.js';
import { outOfReach } from './limits.js';
import { Mechanism } from './mechanism.js';
import { type TruePointing, truePointing } from './pointing.js';
import { SyncTurn } from './sync-turn.js';

/** A slew that is no longer than this goes to where the mount already points, degrees. */
const STAYS: Degrees = 0.5;
/** Nearer to the pole than this, a right ascension means nothing: a hundredth of an arcsecond. */
const AT_POLE: Degrees = 0.01 / 3600;

/**
 * What the mount makes of its axes: coordinates of date as it believes them, syncs, pointing states, park and home.
 * `truth` adds what the mechanism itself does not know.
 */
export class Mount extends Mechanism {
  /** undefined until the first sync */
  #sync: SyncTurn | undefined;
  #park: Axes;

  constructor(options: MountOptions, site: Site, hazards: Hazards, now: EpochMs, air?: (now: EpochMs) => Air) {
    super(options, site, hazards, now, air);
    this.#park = this.geometry.park;
  }

  /** What the mount believes. */
  position(now: EpochMs): Apparent {
    const encoders = this.encoders(now);
    return this.#sync?.believed(encoders) ?? apparent(wrapDegrees(encoders.ra) / 15, encoders.dec);
  }

  /** Where it truly points. */
  truth(now: EpochMs): TruePointing {
    const { pointingError, drift } = this.options;
    const minutes = this.minutesFollowed(now);
    const offset = {
      ra: pointingError.ra / 60 + (drift.ra * minutes) / 3600,
      dec: pointingError.dec / 60 + (drift.dec * minutes) / 3600,
    };
    return truePointing(this.axes(now), offset, this, now);
  }

  /** The state in which a slew that starts now would end. */
  destination(target: Apparent, now: EpochMs): PointingState {
    return this.geometry.stateFor(this.#place(target, now));
  }

  /** Whether a place can be reached in a state now. */
  reaches(target: Apparent, state: PointingState, now: EpochMs): boolean {
    const { trackPast, hardStop = Infinity } = this.options;
    return this.geometry.past(this.geometry.toAxes(this.#place(target, now), state)) <= Math.min(trackPast, hardStop);
  }

  /** Why it does not slew to a place now; undefined when it does. */
  refuses(target: Apparent, now: EpochMs): string | undefined {
    return outOfReach(this.options, toHorizontal(target, now, this.site), this.#place(target, now).hourAngle);
  }

  slew(target: Apparent, now: EpochMs, state: PointingState = this.#stateFor(target, now)): void {
    const { ra, dec } = this.#unsynced(target, now);
    this.slewAndFollow(ra, dec, state, now);
  }

  /** Slews to where a place is now, and stays there while the sky turns on. */
  slewFixed(target: Apparent, now: EpochMs): void {
    const place = this.#place(target, now);
    this.slewAxes(this.geometry.toAxes(place, this.geometry.stateFor(place)), now, 'idle');
  }

  park(now: EpochMs): void {
    this.slewAxes(this.#park, now, 'parked');
  }

  setPark(now: EpochMs): void {
    this.#park = this.axes(now);
  }

  findHome(now: EpochMs): void {
    this.slewAxes(this.geometry.park, now, 'home');
  }

  sync(to: Apparent, now: EpochMs): void {
    this.#sync = new SyncTurn(this.encoders(now), to);
  }

  /** Some mounts do not flip for a slew to where they are, though they foretell it. */
  #stateFor(target: Apparent, now: EpochMs): PointingState {
    const { sticky, flipAt } = this.options;
    const foretold = this.destination(target, now);
    const current = this.state(now);
    if (sticky === 0 || foretold === current || separation(target, this.position(now)) > STAYS) return foretold;
    const past = wrapSignedDegrees(this.sidereal(now) - target.ra * 15) - flipAt;
    return past < sticky ? current : foretold;
  }

  #place(target: Apparent, now: EpochMs): Place {
    const { ra, dec } = this.#unsynced(target, now);
    return this.placeOf(ra, dec, now);
  }

  #unsynced(target: Apparent, now: EpochMs): { readonly ra: Degrees; readonly dec: Degrees } {
    if (!this.#sync) return { ra: target.ra * 15, dec: target.dec };
    const place = this.#sync.encoded(target);
    // On the pole every right ascension is right: the hour axis stays where it is.
    return Math.abs(place.dec) > 90 - AT_POLE ? { ra: this.encoders(now).ra, dec: place.dec } : place;
  }
}
