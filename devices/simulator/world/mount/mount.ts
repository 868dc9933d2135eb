import {
  type Apparent,
  apparent,
  type Degrees,
  type EpochMs,
  localSiderealTime,
  separation,
  SIDEREAL_RATE,
  type Site,
  wrapDegrees,
  wrapSignedDegrees,
} from '../../../../sky/index.js';
import type { MountOptions } from '../../options.js';
import type { Hazards } from '../hazards.js';
import { travel } from '../travel.js';
import { type Axes, type Geometry, geometryOf, type PointingState } from './geometry.js';
import { type DriveOffsets, guided, type Pulses } from './guiding.js';
import { axesOf, type Followed, Path, type Rest, type Stretch } from './path.js';
import { PierWatch } from './pier-watch.js';
import { type TruePointing, truePointing } from './pointing.js';

/** The turn of the sky, deg/s. */
export const SIDEREAL_SPEED: Degrees = (15 * SIDEREAL_RATE) / 3600;

/** A slew that is no longer than this goes to where the mount already points, degrees. */
const STAYS: Degrees = 0.5;

/**
 * The mechanism: two axes and a drive. Where it is at a time follows from what it was told, so nothing runs while
 * nobody looks. Coordinates are of date; `mount.truth` adds what the mechanism itself does not know.
 */
export class Mount {
  readonly #path: Path;
  #settled: EpochMs = 0;
  /** When the last slew ended. */
  #arrived: EpochMs = 0;
  #drive = false;
  #offsets: DriveOffsets = { ra: 0, dec: 0 };
  #pulses: Pulses = {};
  #sync = { ra: 0, dec: 0 };
  /** s for which `slewing` stays true after a slew */
  settleTime: number;
  #park: Axes;
  readonly #watch: PierWatch;
  readonly geometry: Geometry;

  constructor(
    readonly options: MountOptions,
    readonly site: Site,
    readonly hazards: Hazards,
    now: EpochMs,
  ) {
    this.settleTime = options.settle;
    this.#watch = new PierWatch(hazards, options.trackPast);
    this.geometry = geometryOf(options.kind, site.latitude, options.flipAt);
    this.#park = this.geometry.park;
    this.#path = new Path({ start: now, kind: 'rest', axes: this.#park, why: 'parked' });
  }

  /** Local sidereal time in degrees. */
  sidereal(now: EpochMs): Degrees {
    return localSiderealTime(now, this.site.longitude) * 15;
  }

  axes(now: EpochMs): Axes {
    return axesOf(this.#path.at(now), now, (place, seconds) => this.#follow(place, seconds, now));
  }

  state(now: EpochMs): PointingState {
    return this.geometry.stateOf(this.axes(now));
  }

  /** What the mount believes. */
  position(now: EpochMs): Apparent {
    const { ra, dec } = this.#encoders(now);
    return apparent(wrapDegrees(ra + this.#sync.ra) / 15, Math.min(90, Math.max(-90, dec + this.#sync.dec)));
  }

  /** Where it truly points. */
  truth(now: EpochMs): TruePointing {
    const { pointingError, drift } = this.options;
    const minutes = this.#path.at(now).kind === 'follow' ? Math.max(0, now - this.#arrived) / 60_000 : 0;
    const offset = {
      ra: pointingError.ra / 60 + (drift.ra * minutes) / 3600,
      dec: pointingError.dec / 60 + (drift.dec * minutes) / 3600,
    };
    return truePointing(this.axes(now), offset, this.geometry, this.options, this.site, now);
  }

  turnsBetween(from: EpochMs, to: EpochMs): readonly EpochMs[] {
    return this.#path.turnsBetween(from, to);
  }

  slewing(now: EpochMs): boolean {
    const { kind } = this.#path.at(now);
    return kind === 'slew' || kind === 'move' || now < this.#settled;
  }

  parked(now: EpochMs): boolean {
    return this.#resting(now) === 'parked' && now >= this.#settled;
  }

  home(now: EpochMs): boolean {
    return this.#resting(now) === 'home' && now >= this.#settled;
  }

  /** Whether the drive runs, or will again after the slew. */
  tracking(now: EpochMs): boolean {
    this.settle(now);
    return this.#drive;
  }

  pulsing(now: EpochMs): boolean {
    return now < Math.max(this.#pulses.ra?.until ?? 0, this.#pulses.dec?.until ?? 0);
  }

  /** The state in which a slew that starts now would end. */
  destination(target: Apparent, now: EpochMs): PointingState {
    const { ra, dec } = this.#unsynced(target);
    return this.geometry.stateFor({ hourAngle: wrapSignedDegrees(this.sidereal(now) - ra), declination: dec });
  }

  /** Whether a place can be reached in a state now. */
  reaches(target: Apparent, state: PointingState, now: EpochMs): boolean {
    const { ra, dec } = this.#unsynced(target);
    const place = { hourAngle: wrapSignedDegrees(this.sidereal(now) - ra), declination: dec };
    return this.geometry.past(this.geometry.toAxes(place, state)) <= Math.min(this.options.trackPast, this.#stopAt());
  }

  track(on: boolean, now: EpochMs): void {
    this.settle(now);
    const stretch = this.#path.at(now);
    switch (stretch.kind) {
      case 'slew':
        this.#trackAfter(stretch, on);
        break;
      case 'move':
        this.#drive = on;
        break;
      case 'rest':
        // At its limit the firmware refuses to go on.
        if (on && stretch.why !== 'limit') {
          this.#replan(now, this.#following(now));
          this.#drive = true;
        }
        break;
      case 'follow':
        this.#drive = on;
        if (!on) this.#replan(now, [this.#rest(now, 'idle')]);
    }
  }

  /** What becomes of a slew's end when tracking is switched meanwhile; on the way to a place of rest, nothing. */
  #trackAfter({ primary, secondary }: Extract<Stretch, { kind: 'slew' }>, on: boolean): void {
    const end = Math.max(primary.end, secondary.end);
    const next = this.#path.at(end);
    if (on || next.kind !== 'follow') return;
    this.#drive = false;
    const axes = { primary: primary.to, secondary: secondary.to };
    this.#path.replace(end, [{ start: end, kind: 'rest', axes, why: 'idle' }]);
  }

  setOffsets(offsets: DriveOffsets, now: EpochMs): void {
    this.#offsets = offsets;
    if (this.#path.at(now).kind === 'follow') this.#replan(now, this.#following(now));
  }

  slew(target: Apparent, now: EpochMs, state: PointingState = this.#stateFor(target, now)): void {
    const { ra, dec } = this.#unsynced(target);
    // Where the place will be on arrival: the sky goes on turning while the mount slews.
    let arrival = now;
    let to = this.axes(now);
    for (let i = 0; i < 4; i++) {
      const hourAngle = wrapSignedDegrees(this.sidereal(arrival) - ra);
      to = this.geometry.toAxes({ hourAngle, declination: dec }, state);
      arrival = this.#slewTo(to, now).end;
    }
    const { stretch, end } = this.#slewTo(to, now);
    this.#begin(now, end);
    this.#replan(now, [
      stretch,
      ...this.#chained(end, { ra, dec, raRate: this.#offsets.ra, decRate: this.#offsets.dec, state }),
    ]);
    this.#drive = true;
  }

  /** Slews to axes of its own and stays there. */
  slewAxes(to: Axes, now: EpochMs, why: Rest): void {
    const { stretch, end } = this.#slewTo(to, now);
    this.#begin(now, end);
    this.#drive = false;
    this.#replan(now, [stretch, { start: end, kind: 'rest', axes: to, why }]);
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

  /** The power goes: the axes stand still where they are. */
  cut(now: EpochMs): void {
    if (this.parked(now)) return;
    this.#replan(now, [this.#rest(now, 'idle')]);
    this.#drive = false;
    this.#settled = Math.min(this.#settled, now);
  }

  /** Slews to where a place is now, and stays there while the sky turns on. */
  slewFixed(target: Apparent, now: EpochMs): void {
    const { ra, dec } = this.#unsynced(target);
    const place = { hourAngle: wrapSignedDegrees(this.sidereal(now) - ra), declination: dec };
    this.slewAxes(this.geometry.toAxes(place, this.geometry.stateFor(place)), now, 'idle');
  }

  park(now: EpochMs): void {
    this.slewAxes(this.#park, now, 'parked');
  }

  setPark(now: EpochMs): void {
    this.#park = this.axes(now);
  }

  unpark(now: EpochMs): void {
    if (this.#resting(now) !== 'parked') return;
    this.#replan(now, [this.#rest(now, 'idle')]);
    this.#drive = false;
  }

  findHome(now: EpochMs): void {
    this.slewAxes(this.geometry.park, now, 'home');
  }

  abort(now: EpochMs): void {
    const { kind } = this.#path.at(now);
    this.#settled = Math.min(this.#settled, now);
    if (kind !== 'slew' && kind !== 'move') return;
    this.#replan(now, this.#drive ? this.#following(now) : [this.#rest(now, 'idle')]);
  }

  /** Moves the axes at rates in deg/s; both 0 gives the drive back. */
  move(rates: Axes, now: EpochMs): void {
    this.settle(now);
    if (rates.primary === 0 && rates.secondary === 0) {
      this.#replan(now, this.#drive ? this.#following(now) : [this.#rest(now, 'idle')]);
    } else {
      this.#replan(now, [{ start: now, kind: 'move', axes: this.axes(now), rates }]);
    }
  }

  rates(now: EpochMs): Axes {
    const stretch = this.#path.at(now);
    return stretch.kind === 'move' ? stretch.rates : { primary: 0, secondary: 0 };
  }

  /** A guiding pulse: `ra` towards the east and `dec` towards the north, deg/s. */
  pulse(axis: 'ra' | 'dec', rate: number, milliseconds: number, now: EpochMs): void {
    this.#pulses = { ...this.#pulses, [axis]: { until: now + milliseconds, rate } };
    if (this.#path.at(now).kind === 'follow') this.#replan(now, this.#following(now));
  }

  sync(to: Apparent, now: EpochMs): void {
    const { ra, dec } = this.#encoders(now);
    this.#sync = { ra: wrapSignedDegrees(to.ra * 15 - ra), dec: to.dec - dec };
  }

  /** Records what has happened by now without anybody looking; to be called before looking at the hazards. */
  settle(now: EpochMs): void {
    const stretch = this.#path.at(now);
    const speed = stretch.kind === 'follow' ? SIDEREAL_SPEED - stretch.place.raRate : SIDEREAL_SPEED;
    this.#watch.look(stretch, this.geometry.past(this.axes(now)), speed, now);
    if (stretch.kind === 'rest') this.#drive = false;
  }

  /** Whatever was going on is looked at before it is forgotten. */
  #replan(now: EpochMs, planned: readonly Stretch[]): void {
    this.settle(now);
    this.#path.replace(now, planned);
  }

  #resting(now: EpochMs): Rest | undefined {
    const stretch = this.#path.at(now);
    return stretch.kind === 'rest' ? stretch.why : undefined;
  }

  #rest(now: EpochMs, why: Rest): Stretch {
    return { start: now, kind: 'rest', axes: this.axes(now), why };
  }

  #begin(now: EpochMs, end: EpochMs): void {
    this.settle(now);
    this.#pulses = {};
    this.#arrived = end;
    this.#settled = end + this.settleTime * 1000;
  }

  #slewTo(to: Axes, now: EpochMs): { stretch: Stretch; end: EpochMs } {
    const from = this.axes(now);
    const { slewRate, slewRamp } = this.options;
    const primary = travel(from.primary, to.primary, now, slewRate, slewRamp);
    const secondary = travel(from.secondary, to.secondary, now, slewRate, slewRamp);
    return { stretch: { start: now, kind: 'slew', primary, secondary }, end: Math.max(primary.end, secondary.end) };
  }

  #encoders(now: EpochMs): { ra: Degrees; dec: Degrees } {
    const place = this.geometry.toSky(this.axes(now));
    return { ra: this.sidereal(now) - place.hourAngle, dec: place.declination };
  }

  #unsynced(target: Apparent): { ra: Degrees; dec: Degrees } {
    return { ra: wrapDegrees(target.ra * 15 - this.#sync.ra), dec: target.dec - this.#sync.dec };
  }

  #follow(place: Followed, seconds: number, now: EpochMs): Axes {
    const hourAngle = wrapSignedDegrees(this.sidereal(now) - place.ra - place.raRate * seconds);
    return this.geometry.toAxes({ hourAngle, declination: place.dec + place.decRate * seconds }, place.state);
  }

  /** Follows what it points at now, guiding pulses included. */
  #following(now: EpochMs): readonly Stretch[] {
    const from = { ...this.#encoders(now), state: this.state(now) };
    const { during, after, place } = guided(from, this.#offsets, this.#pulses, now);
    return [...during, ...this.#chained(after, place)];
  }

  /** Follows a place from a time on, and stops where the firmware does. */
  #chained(start: EpochMs, place: Followed): readonly Stretch[] {
    const stretch: Stretch = { start, kind: 'follow', place };
    const stop = this.#stopAt();
    if (!Number.isFinite(stop) || this.options.kind !== 'german') return [stretch];
    const { primary } = this.#follow(place, 0, start);
    const at = start + Math.max(0, ((180 + stop - primary) / (SIDEREAL_SPEED - place.raRate)) * 1000);
    const axes = this.#follow(place, (at - start) / 1000, at);
    return [stretch, { start: at, kind: 'rest', axes, why: 'limit' }];
  }

  /** How far past the meridian the firmware tracks. */
  #stopAt(): Degrees {
    return this.options.hardStop ?? Infinity;
  }
}
