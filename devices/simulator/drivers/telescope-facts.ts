import type { Clock } from '../../clock.js';
import type { AlignmentMode, EquatorialSystem } from '../../roles/telescope.js';
import { type Horizontal, toHorizontal } from '../../../sky/index.js';
import { refuse, within } from '../errors.js';
import type { MountKind } from '../options.js';
import type { Mount } from '../world/mount/mount.js';
import type { Observatory } from '../world/observatory.js';
import { Driver, type DriverInfo } from './driver.js';

const ALIGNMENT: Readonly<Record<MountKind, AlignmentMode>> = {
  german: 'germanPolar',
  fork: 'polar',
  'alt-az': 'altAz',
};

/** What a telescope is, what it can do, and where it is. */
export abstract class TelescopeFacts extends Driver {
  protected readonly observatory: Observatory;
  protected readonly mount: Mount;
  /** Whether the last motion was a search for the home position. */
  protected homed = false;
  readonly #site: { latitude: number; longitude: number; elevation: number };
  #clockOffset = 0;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, observatory: Observatory) {
    super(info, clock, connectTime);
    this.observatory = observatory;
    this.mount = observatory.mount;
    this.#site = { ...observatory.setup.site };
  }

  override outOfOrder(): string | undefined {
    return this.observatory.mountPowered() ? undefined : 'the mount has no power';
  }

  alignmentMode(): AlignmentMode {
    return ALIGNMENT[this.observatory.setup.mount.kind];
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
    return this.observatory.setup.optics.aperture / 1000;
  }

  focalLength(): number {
    return this.observatory.setup.optics.focalLength / 1000;
  }

  equatorialSystem(): EquatorialSystem {
    return 'topocentric';
  }

  doesRefraction(): boolean {
    return this.mount.course.corrects;
  }

  setDoesRefraction(on: boolean): void {
    if (!this.mount.course.refraction) refuse('notImplemented', 'the simulated air does not refract');
    if (this.slewing()) refuse('invalidOperation', 'the mount is slewing');
    this.mount.correctRefraction(on, this.now());
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
    const { canSetPierSide, kind } = this.observatory.setup.mount;
    return canSetPierSide && kind === 'german' && this.knowsSide();
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
    return this.mount.position(this.now()).ra;
  }

  declination(): number {
    return this.mount.position(this.now()).dec;
  }

  siderealTime(): number {
    return this.mount.sidereal(this.now()) / 15;
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

  utcDate(): number {
    return this.now() + this.#clockOffset;
  }

  setUtcDate(at: number): void {
    this.#clockOffset = at - this.now();
  }

  atHome(): boolean {
    return this.homed && this.mount.home(this.now());
  }

  atPark(): boolean {
    return this.mount.parked(this.now());
  }

  slewing(): boolean {
    return this.mount.slewing(this.now());
  }

  tracking(): boolean {
    return this.mount.tracking(this.now());
  }

  #horizontal(): Horizontal {
    const now = this.now();
    return toHorizontal(this.mount.position(now), now, this.mount.site);
  }

  protected unparked(what: string): void {
    if (this.atPark()) refuse('parked', `the mount is parked and cannot ${what}`);
  }

  /** The mount is about to move. */
  protected depart(): void {
    this.homed = false;
    this.observatory.mountMoves(this.now());
  }

  /** An alt-az mount has one way only to point at the sky. */
  protected knowsSide(): boolean {
    const { reportsSideOfPier, kind } = this.observatory.setup.mount;
    return reportsSideOfPier && kind !== 'alt-az';
  }
}
