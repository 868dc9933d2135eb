import type { Clock } from '../../clock.js';
import type { AxisRate, DriveRate, GuideDirection } from '../../roles/telescope.js';
import { refuse, within } from '../errors.js';
import { SIDEREAL_SPEED } from '../world/mount/course.js';
import type { Observatory } from '../world/observatory.js';
import type { DriverInfo } from './driver.js';
import { TelescopeFacts } from './telescope-facts.js';

type Axis = 'primary' | 'secondary' | 'tertiary';

/** Speed of the drive less the sidereal one, deg/s. */
const DRIVE: Readonly<Record<DriveRate, number>> = {
  sidereal: 0,
  lunar: SIDEREAL_SPEED - 14.685 / 3600,
  solar: SIDEREAL_SPEED - 15 / 3600,
  king: SIDEREAL_SPEED - 15.0369 / 3600,
};
const DRIVE_RATES: readonly DriveRate[] = ['sidereal', 'king', 'lunar', 'solar'];
const DIRECTIONS: readonly GuideDirection[] = ['north', 'south', 'east', 'west'];
/** deg/s that MoveAxis takes: to centre, and to cross the sky. */
const MOVES: readonly AxisRate[] = [
  { minimum: 0, maximum: 6 },
  { minimum: 10, maximum: 20 },
];
/** One second of right ascension a sidereal second, in deg/s. */
const RA_SECOND = (15 / 3600) * 1.002_737_909_35;

/** How fast a telescope follows, guides and moves its axes. */
export abstract class TelescopeRates extends TelescopeFacts {
  #rate: DriveRate = 'sidereal';
  #offsets = { ra: 0, dec: 0 };
  #guide: { readonly ra: number; readonly dec: number };

  constructor(info: DriverInfo, clock: Clock, connectTime: number, observatory: Observatory) {
    super(info, clock, connectTime, observatory);
    const { guideRate } = observatory.setup.mount;
    this.#guide = { ra: guideRate, dec: guideRate };
  }

  protected override reset(): void {
    this.#rate = 'sidereal';
    this.#offsets = { ra: 0, dec: 0 };
    this.#applyRates();
  }

  axisRates({ axis }: { readonly axis: Axis }): readonly AxisRate[] {
    return this.canMoveAxis({ axis }) ? MOVES : [];
  }

  canMoveAxis({ axis }: { readonly axis: Axis }): boolean {
    if (axis !== 'primary' && axis !== 'secondary' && axis !== 'tertiary') {
      refuse('invalidValue', 'an axis is 0, 1 or 2');
    }
    return axis !== 'tertiary';
  }

  declinationRate(): number {
    return this.#offsets.dec;
  }

  setDeclinationRate(arcsecondsPerSecond: number): void {
    this.#offsetsAllowed(arcsecondsPerSecond);
    this.#offsets = { ...this.#offsets, dec: arcsecondsPerSecond };
    this.#applyRates();
  }

  rightAscensionRate(): number {
    return this.#offsets.ra;
  }

  setRightAscensionRate(secondsPerSiderealSecond: number): void {
    this.#offsetsAllowed(secondsPerSiderealSecond);
    this.#offsets = { ...this.#offsets, ra: secondsPerSiderealSecond };
    this.#applyRates();
  }

  trackingRate(): DriveRate {
    return this.#rate;
  }

  setTrackingRate(rate: DriveRate): void {
    if (!DRIVE_RATES.includes(rate)) refuse('invalidValue', 'a drive rate is 0, 1, 2 or 3');
    this.#rate = rate;
    // Offsets are to the sidereal rate: another one ends them.
    if (rate !== 'sidereal') this.#offsets = { ra: 0, dec: 0 };
    this.#applyRates();
  }

  trackingRates(): readonly DriveRate[] {
    return DRIVE_RATES;
  }

  guideRateDeclination(): number {
    return this.#guide.dec;
  }

  setGuideRateDeclination(rate: number): void {
    this.#guide = { ...this.#guide, dec: within(rate, 0, 0.1, 'a guide rate in deg/s') };
  }

  guideRateRightAscension(): number {
    return this.#guide.ra;
  }

  setGuideRateRightAscension(rate: number): void {
    this.#guide = { ...this.#guide, ra: within(rate, 0, 0.1, 'a guide rate in deg/s') };
  }

  isPulseGuiding(): boolean {
    return this.mount.pulsing(this.now());
  }

  pulseGuide({ direction, duration }: { readonly direction: GuideDirection; readonly duration: number }): void {
    this.unparked('guide');
    within(duration, 0, 60_000, 'the duration of a guiding pulse in ms');
    if (this.slewing()) refuse('invalidOperation', 'the mount is slewing');
    if (!DIRECTIONS.includes(direction)) {
      refuse('invalidValue', 'a direction is 0 (north), 1 (south), 2 (east) or 3 (west)');
    }
    this.observatory.guide(direction, this.#guide, duration);
  }

  moveAxis({ axis, rate }: { readonly axis: Axis; readonly rate: number }): void {
    this.unparked('move');
    if (!this.canMoveAxis({ axis })) refuse('invalidValue', 'this mount has two axes');
    if (!MOVES.some(({ minimum, maximum }) => minimum <= Math.abs(rate) && Math.abs(rate) <= maximum)) {
      const offered = MOVES.map(({ minimum, maximum }) => `${String(minimum)} to ${String(maximum)}`).join(' or ');
      refuse('invalidValue', `a rate is ${offered} deg/s in either direction, not ${String(rate)}`);
    }
    const now = this.now();
    if (rate !== 0) this.depart();
    this.mount.move({ ...this.mount.rates(now), [axis]: rate }, now);
  }

  #offsetsAllowed(rate: number): void {
    within(Math.abs(rate), 0, 3600, 'an offset rate');
    if (this.#rate !== 'sidereal') refuse('invalidOperation', 'offset rates need the sidereal drive rate');
  }

  #applyRates(): void {
    this.mount.setOffsets(
      { ra: DRIVE[this.#rate] + this.#offsets.ra * RA_SECOND, dec: this.#offsets.dec / 3600 },
      this.now(),
    );
  }
}
