import type { Clock } from '../../clock.js';
import type { PierSide, telescopeMembers } from '../../roles/telescope.js';
import { type Apparent, apparent, type Horizontal, toEquatorial, wrapSignedDegrees } from '../../../sky/index.js';
import { refuse, within } from '../errors.js';
import type { PointingState } from '../world/mount/axes.js';
import type { Observatory } from '../world/observatory.js';
import type { DriverInfo } from './driver.js';
import type { Served } from './served.js';
import { TelescopeRates } from './telescope-rates.js';

interface Equatorial {
  readonly rightAscension: number;
  readonly declination: number;
}
interface AzimuthAltitude {
  readonly azimuth: number;
  readonly altitude: number;
}

const SIDE: Readonly<Record<PointingState, PierSide>> = { normal: 'pierEast', beyond: 'pierWest' };

/** Slews, syncs, flips and parking: with what it is built on, the whole interface of a telescope. */
export class TelescopeDriver extends TelescopeRates implements Served<typeof telescopeMembers> {
  #target: { ra?: number; dec?: number } = {};
  #settle: number;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, observatory: Observatory) {
    super(info, clock, connectTime, observatory);
    this.#settle = observatory.setup.mount.settle;
  }

  protected override reset(): void {
    super.reset();
    this.#target = {};
  }

  protected override stopShort(): void {
    this.mount.abort(this.now());
  }

  destinationSideOfPier({ rightAscension, declination }: Equatorial): PierSide {
    if (!this.knowsSide() || !this.observatory.setup.mount.reportsDestination) this.#unknownSide();
    const target = coordinates(rightAscension, declination);
    return this.#told(this.mount.destination(target, this.now()), target);
  }

  sideOfPier(): PierSide {
    if (!this.knowsSide()) this.#unknownSide();
    const then = this.now() - this.observatory.setup.mount.sideDelay * 1000;
    return this.#told(this.mount.state(then), this.mount.position(then));
  }

  setSideOfPier(side: PierSide): void {
    if (!this.canSetPierSide()) refuse('notImplemented', 'this mount cannot be told which pointing state to take');
    this.unparked('flip');
    const state: PointingState = side === 'pierEast' ? 'normal' : 'beyond';
    if (side !== 'pierEast' && side !== 'pierWest') refuse('invalidValue', 'a side of the pier is 0 or 1');
    const now = this.now();
    if (state === this.mount.state(now)) return;
    const here = this.mount.position(now);
    if (!this.mount.reaches(here, state, now)) {
      refuse('invalidOperation', 'there the tube would meet the pier in that pointing state');
    }
    this.depart();
    this.mount.slew(here, now, state);
  }

  findHome(): void {
    this.unparked('seek its home');
    this.depart();
    this.homed = true;
    this.mount.findHome(this.now());
  }

  park(): void {
    if (this.atPark()) return;
    // Under a closed roof too: there is no other way out of there.
    this.homed = false;
    this.mount.park(this.now());
  }

  setPark(): void {
    this.mount.setPark(this.now());
  }

  unpark(): void {
    this.mount.unpark(this.now());
  }

  slewSettleTime(): number {
    return Math.round(this.#settle);
  }

  setSlewSettleTime(seconds: number): void {
    this.#settle = within(seconds, 0, 120, 'a settle time in s');
    this.mount.settleTime = this.#settle;
  }

  slewToCoordinatesAsync({ rightAscension, declination }: Equatorial): void {
    const target = coordinates(rightAscension, declination);
    this.#target = { ra: rightAscension, dec: declination };
    this.#slew(target);
  }

  async slewToCoordinates(target: Equatorial): Promise<void> {
    this.slewToCoordinatesAsync(target);
    await this.#arrived();
  }

  slewToTargetAsync(): void {
    this.#slew(this.#targetCoordinates());
  }

  async slewToTarget(): Promise<void> {
    this.slewToTargetAsync();
    await this.#arrived();
  }

  slewToAltAzAsync(to: AzimuthAltitude): void {
    const there = direction(to);
    this.unparked('slew');
    if (this.tracking()) refuse('invalidOperation', 'switch tracking off before slewing to azimuth and altitude');
    const now = this.now();
    const target = toEquatorial(there, now, this.mount.site);
    this.#reachable(target, now);
    this.depart();
    this.mount.slewFixed(target, now);
  }

  async slewToAltAz(target: AzimuthAltitude): Promise<void> {
    this.slewToAltAzAsync(target);
    await this.#arrived();
  }

  syncToCoordinates({ rightAscension, declination }: Equatorial): void {
    const target = coordinates(rightAscension, declination);
    this.#target = { ra: rightAscension, dec: declination };
    this.#sync(target);
  }

  syncToTarget(): void {
    this.#sync(this.#targetCoordinates());
  }

  syncToAltAz(target: AzimuthAltitude): void {
    const there = direction(target);
    this.unparked('sync');
    if (this.tracking()) refuse('invalidOperation', 'switch tracking off before syncing to azimuth and altitude');
    this.mount.sync(toEquatorial(there, this.now(), this.mount.site), this.now());
  }

  targetDeclination(): number {
    return this.#target.dec ?? refuse('valueNotSet', 'the target declination has not been set');
  }

  setTargetDeclination(declination: number): void {
    this.#target = { ...this.#target, dec: within(declination, -90, 90, 'a declination in degrees') };
  }

  targetRightAscension(): number {
    return this.#target.ra ?? refuse('valueNotSet', 'the target right ascension has not been set');
  }

  setTargetRightAscension(rightAscension: number): void {
    this.#target = { ...this.#target, ra: hours(rightAscension) };
  }

  setTracking(on: boolean): void {
    if (on) this.unparked('track');
    else if (this.atPark()) return;
    this.mount.track(on, this.now());
  }

  abortSlew(): void {
    this.unparked('stop');
    this.mount.abort(this.now());
  }

  #slew(target: Apparent): void {
    this.unparked('slew');
    if (!this.tracking()) refuse('invalidOperation', 'switch tracking on before slewing to right ascension');
    const now = this.now();
    this.#reachable(target, now);
    this.depart();
    this.mount.slew(target, now);
  }

  #sync(target: Apparent): void {
    this.unparked('sync');
    if (!this.tracking()) refuse('invalidOperation', 'switch tracking on before syncing to right ascension');
    this.mount.sync(target, this.now());
  }

  #reachable(target: Apparent, now: number): void {
    const reason = this.mount.refuses(target, now);
    if (reason !== undefined) refuse('invalidValue', reason);
  }

  #targetCoordinates(): Apparent {
    return coordinates(this.targetRightAscension(), this.targetDeclination());
  }

  async #arrived(): Promise<void> {
    while (this.slewing()) await this.clock.sleep(100);
  }

  /** Below the pole, the tube of a German mount is on the other side of the pier than the pointing state's name says. */
  #told(state: PointingState, place: Apparent): PierSide {
    const side = SIDE[state];
    if (this.observatory.setup.mount.side === 'pointing state') return side;
    const hourAngle = wrapSignedDegrees(this.mount.sidereal(this.now()) - place.ra * 15);
    return Math.abs(hourAngle) <= 90 ? side : side === 'pierEast' ? 'pierWest' : 'pierEast';
  }

  #unknownSide(): never {
    return refuse('notImplemented', 'this mount does not know its pointing state');
  }
}

function hours(rightAscension: number): number {
  if (rightAscension >= 0 && rightAscension < 24) return rightAscension;
  return refuse('invalidValue', `a right ascension is 0 to 24 hours, not ${String(rightAscension)}`);
}

function coordinates(rightAscension: number, declination: number): Apparent {
  return apparent(hours(rightAscension), within(declination, -90, 90, 'a declination in degrees'));
}

function direction({ azimuth, altitude }: AzimuthAltitude): Horizontal {
  return {
    azimuth: within(azimuth, 0, 360, 'an azimuth in degrees'),
    altitude: within(altitude, -90, 90, 'an altitude in degrees'),
  };
}
