import type { Clock } from '../../clock.js';
import type {
  AlignmentMode,
  AxisRate,
  DriveRate,
  EquatorialSystem,
  GuideDirection,
  PierSide,
  telescopeMembers,
} from '../../roles/telescope.js';
import {
  type Apparent,
  apparent,
  type Horizontal,
  toEquatorial,
  toHorizontal,
  wrapSignedDegrees,
} from '../../../sky/index.js';
import { refuse, within } from '../errors.js';
import type { MountKind } from '../options.js';
import { type Mount, SIDEREAL_SPEED } from '../world/mount/mount.js';
import type { PointingState } from '../world/mount/geometry.js';
import type { World } from '../world.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

interface Equatorial {
  readonly rightAscension: number;
  readonly declination: number;
}
interface AzimuthAltitude {
  readonly azimuth: number;
  readonly altitude: number;
}
type Axis = 'primary' | 'secondary' | 'tertiary';

/** Speed of the drive less the sidereal one, deg/s. */
const DRIVE: Readonly<Record<DriveRate, number>> = {
  sidereal: 0,
  lunar: SIDEREAL_SPEED - 14.685 / 3600,
  solar: SIDEREAL_SPEED - 15 / 3600,
  king: SIDEREAL_SPEED - 15.0369 / 3600,
};
const DRIVE_RATES: readonly DriveRate[] = ['sidereal', 'lunar', 'solar', 'king'];
const DIRECTIONS: readonly GuideDirection[] = ['north', 'south', 'east', 'west'];
/** deg/s that MoveAxis takes. */
const FASTEST_MOVE = 6;
/** One second of right ascension a sidereal second, in deg/s. */
const RA_SECOND = (15 / 3600) * 1.002_737_909_35;

const ALIGNMENT: Readonly<Record<MountKind, AlignmentMode>> = {
  german: 'germanPolar',
  fork: 'polar',
  'alt-az': 'altAz',
};
const SIDE: Readonly<Record<PointingState, PierSide>> = { normal: 'pierEast', beyond: 'pierWest' };

export class TelescopeDriver extends Driver implements Served<typeof telescopeMembers> {
  readonly #world: World;
  readonly #mount: Mount;
  #target: { ra?: number; dec?: number } = {};
  #rate: DriveRate = 'sidereal';
  #offsets = { ra: 0, dec: 0 };
  #guide: { ra: number; dec: number };
  #settle: number;
  #site: { latitude: number; longitude: number; elevation: number };
  #clockOffset = 0;
  #atHome = false;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, world: World) {
    super(info, clock, connectTime);
    this.#world = world;
    this.#mount = world.mount;
    const { guideRate, settle } = world.setup.mount;
    this.#guide = { ra: guideRate, dec: guideRate };
    this.#settle = settle;
    this.#site = { ...world.setup.site };
  }

  protected override reset(): void {
    this.#target = {};
    this.#rate = 'sidereal';
    this.#offsets = { ra: 0, dec: 0 };
    this.#applyRates();
  }

  override breakDown(): void {
    this.#mount.abort(this.now());
  }

  override outOfOrder(): string | undefined {
    return this.#world.mountPowered() ? undefined : 'the mount has no power';
  }

  alignmentMode(): AlignmentMode {
    return ALIGNMENT[this.#world.setup.mount.kind];
  }

  altitude(): number {
    return this.#horizontal().altitude;
  }

  azimuth(): number {
    return this.#horizontal().azimuth;
  }

  apertureArea(): number {
    return Math.PI * (this.apertureDiameter() / 2) ** 2;
  }

  apertureDiameter(): number {
    return this.#world.setup.optics.aperture / 1000;
  }

  focalLength(): number {
    return this.#world.setup.optics.focalLength / 1000;
  }

  atHome(): boolean {
    return this.#atHome && this.#mount.home(this.now());
  }

  atPark(): boolean {
    return this.#mount.parked(this.now());
  }

  axisRates({ axis }: { readonly axis: Axis }): readonly AxisRate[] {
    return this.canMoveAxis({ axis }) ? [{ minimum: 0, maximum: FASTEST_MOVE }] : [];
  }

  canMoveAxis({ axis }: { readonly axis: Axis }): boolean {
    if (axis !== 'primary' && axis !== 'secondary' && axis !== 'tertiary') {
      refuse('invalidValue', 'an axis is 0, 1 or 2');
    }
    return axis !== 'tertiary';
  }

  canFindHome(): boolean {
    return true;
  }
  canPark(): boolean {
    return true;
  }
  canPulseGuide(): boolean {
    return true;
  }
  canSetDeclinationRate(): boolean {
    return true;
  }
  canSetGuideRates(): boolean {
    return true;
  }
  canSetPark(): boolean {
    return true;
  }
  canSetPierSide(): boolean {
    const { canSetPierSide, kind } = this.#world.setup.mount;
    return canSetPierSide && kind === 'german' && this.#knowsSide();
  }
  canSetRightAscensionRate(): boolean {
    return true;
  }
  canSetTracking(): boolean {
    return true;
  }
  canSlew(): boolean {
    return true;
  }
  canSlewAltAz(): boolean {
    return true;
  }
  canSlewAltAzAsync(): boolean {
    return true;
  }
  canSlewAsync(): boolean {
    return true;
  }
  canSync(): boolean {
    return true;
  }
  canSyncAltAz(): boolean {
    return true;
  }
  canUnpark(): boolean {
    return true;
  }

  rightAscension(): number {
    return this.#mount.position(this.now()).ra;
  }

  declination(): number {
    return this.#mount.position(this.now()).dec;
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

  destinationSideOfPier({ rightAscension, declination }: Equatorial): PierSide {
    if (!this.#knowsSide() || !this.#world.setup.mount.reportsDestination) this.#unknownSide();
    const target = coordinates(rightAscension, declination);
    return this.#told(this.#mount.destination(target, this.now()), target);
  }

  sideOfPier(): PierSide {
    if (!this.#knowsSide()) this.#unknownSide();
    const then = this.now() - this.#world.setup.mount.sideDelay * 1000;
    return this.#told(this.#mount.state(then), this.#mount.position(then));
  }

  setSideOfPier(side: PierSide): void {
    if (!this.canSetPierSide()) refuse('notImplemented', 'this mount cannot be told which pointing state to take');
    this.#unparked('flip');
    const state: PointingState = side === 'pierEast' ? 'normal' : 'beyond';
    if (side !== 'pierEast' && side !== 'pierWest') refuse('invalidValue', 'a side of the pier is 0 or 1');
    const now = this.now();
    if (state === this.#mount.state(now)) return;
    const here = this.#mount.position(now);
    if (!this.#mount.reaches(here, state, now)) {
      refuse('invalidOperation', 'there the tube would meet the pier in that pointing state');
    }
    this.#depart();
    this.#mount.slew(here, now, state);
  }

  doesRefraction(): boolean {
    return false;
  }

  setDoesRefraction(): void {
    refuse('notImplemented', 'the simulated air does not refract');
  }

  equatorialSystem(): EquatorialSystem {
    return 'topocentric';
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
    return this.#mount.pulsing(this.now());
  }

  pulseGuide({ direction, duration }: { readonly direction: GuideDirection; readonly duration: number }): void {
    this.#unparked('guide');
    within(duration, 0, 60_000, 'the duration of a guiding pulse in ms');
    if (this.slewing()) refuse('invalidOperation', 'the mount is slewing');
    if (!DIRECTIONS.includes(direction)) {
      refuse('invalidValue', 'a direction is 0 (north), 1 (south), 2 (east) or 3 (west)');
    }
    this.#world.guide(direction, this.#guide, duration);
  }

  moveAxis({ axis, rate }: { readonly axis: Axis; readonly rate: number }): void {
    this.#unparked('move');
    if (!this.canMoveAxis({ axis })) refuse('invalidValue', 'this mount has two axes');
    within(Math.abs(rate), 0, FASTEST_MOVE, 'a rate in deg/s');
    const now = this.now();
    if (rate !== 0) this.#depart();
    this.#mount.move({ ...this.#mount.rates(now), [axis]: rate }, now);
  }

  findHome(): void {
    this.#unparked('seek its home');
    this.#depart();
    this.#atHome = true;
    this.#mount.findHome(this.now());
  }

  park(): void {
    if (this.atPark()) return;
    // Under a closed roof too: there is no other way out of there.
    this.#atHome = false;
    this.#mount.park(this.now());
  }

  setPark(): void {
    this.#mount.setPark(this.now());
  }

  unpark(): void {
    this.#mount.unpark(this.now());
  }

  siderealTime(): number {
    return this.#mount.sidereal(this.now()) / 15;
  }

  siteElevation(): number {
    return this.#site.elevation;
  }

  setSiteElevation(elevation: number): void {
    this.#site.elevation = within(elevation, -300, 10_000, 'an elevation in m');
  }

  siteLatitude(): number {
    return this.#site.latitude;
  }

  setSiteLatitude(latitude: number): void {
    this.#site.latitude = within(latitude, -90, 90, 'a latitude');
  }

  siteLongitude(): number {
    return this.#site.longitude;
  }

  setSiteLongitude(longitude: number): void {
    this.#site.longitude = within(longitude, -180, 180, 'a longitude');
  }

  slewing(): boolean {
    return this.#mount.slewing(this.now());
  }

  slewSettleTime(): number {
    return Math.round(this.#settle);
  }

  setSlewSettleTime(seconds: number): void {
    this.#settle = within(seconds, 0, 120, 'a settle time in s');
    this.#mount.settleTime = this.#settle;
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

  slewToAltAzAsync(target: AzimuthAltitude): void {
    const there = direction(target);
    this.#unparked('slew');
    if (this.tracking()) refuse('invalidOperation', 'switch tracking off before slewing to azimuth and altitude');
    const now = this.now();
    this.#visible(there);
    this.#depart();
    this.#mount.slewFixed(toEquatorial(there, now, this.#mount.site), now);
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
    this.#unparked('sync');
    if (this.tracking()) refuse('invalidOperation', 'switch tracking off before syncing to azimuth and altitude');
    this.#mount.sync(toEquatorial(there, this.now(), this.#mount.site), this.now());
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

  tracking(): boolean {
    return this.#mount.tracking(this.now());
  }

  setTracking(on: boolean): void {
    if (on) this.#unparked('track');
    else if (this.atPark()) return;
    this.#mount.track(on, this.now());
  }

  trackingRate(): DriveRate {
    return this.#rate;
  }

  setTrackingRate(rate: DriveRate): void {
    if (!DRIVE_RATES.includes(rate)) refuse('invalidValue', 'a drive rate is 0, 1, 2 or 3');
    this.#rate = rate;
    this.#applyRates();
  }

  trackingRates(): readonly DriveRate[] {
    return DRIVE_RATES;
  }

  utcDate(): number {
    return this.now() + this.#clockOffset;
  }

  setUtcDate(at: number): void {
    this.#clockOffset = at - this.now();
  }

  abortSlew(): void {
    this.#unparked('stop');
    this.#mount.abort(this.now());
  }

  #horizontal(): Horizontal {
    const now = this.now();
    return toHorizontal(this.#mount.position(now), now, this.#mount.site);
  }

  #slew(target: Apparent): void {
    this.#unparked('slew');
    if (!this.tracking()) refuse('invalidOperation', 'switch tracking on before slewing to right ascension');
    const now = this.now();
    this.#visible(toHorizontal(target, now, this.#mount.site));
    this.#depart();
    this.#mount.slew(target, now);
  }

  #sync(target: Apparent): void {
    this.#unparked('sync');
    if (!this.tracking()) refuse('invalidOperation', 'switch tracking on before syncing to right ascension');
    this.#mount.sync(target, this.now());
  }

  #visible({ altitude }: Horizontal): void {
    const lowest = this.#world.setup.mount.lowestAltitude;
    if (altitude < lowest) {
      refuse('invalidValue', `that is ${altitude.toFixed(1)} degrees high; the limit is ${String(lowest)}`);
    }
  }

  #targetCoordinates(): Apparent {
    return coordinates(this.targetRightAscension(), this.targetDeclination());
  }

  #unparked(what: string): void {
    if (this.atPark()) refuse('parked', `the mount is parked and cannot ${what}`);
  }

  /** The mount is about to move. */
  #depart(): void {
    this.#atHome = false;
    this.#world.mountMoves(this.now());
  }

  async #arrived(): Promise<void> {
    while (this.slewing()) await this.clock.sleep(100);
  }

  #offsetsAllowed(rate: number): void {
    within(Math.abs(rate), 0, 3600, 'an offset rate');
    if (this.#rate !== 'sidereal') refuse('invalidOperation', 'offset rates need the sidereal drive rate');
  }

  #applyRates(): void {
    this.#mount.setOffsets(
      { ra: DRIVE[this.#rate] + this.#offsets.ra * RA_SECOND, dec: this.#offsets.dec / 3600 },
      this.now(),
    );
  }

  /** Below the pole, the tube of a German mount is on the other side of the pier than the pointing state's name says. */
  #told(state: PointingState, place: Apparent): PierSide {
    const side = SIDE[state];
    if (this.#world.setup.mount.side === 'pointing state') return side;
    const hourAngle = wrapSignedDegrees(this.#mount.sidereal(this.now()) - place.ra * 15);
    return Math.abs(hourAngle) <= 90 ? side : side === 'pierEast' ? 'pierWest' : 'pierEast';
  }

  /** An alt-az mount has one way only to point at the sky. */
  #knowsSide(): boolean {
    const { reportsSideOfPier, kind } = this.#world.setup.mount;
    return reportsSideOfPier && kind !== 'alt-az';
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
