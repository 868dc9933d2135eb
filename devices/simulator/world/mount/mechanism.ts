import type { Air, Degrees, EpochMs, Site } from '../../../../sky/index.js';
import type { MountOptions } from '../../options.js';
import type { Hazards } from '../hazards.js';
import type { Axes, Geometry, Place, PointingState } from './axes.js';
import { Course, SIDEREAL_SPEED } from './course.js';
import { geometryOf } from './geometry.js';
import { type DriveOffsets, guided, type Pulses } from './guiding.js';
import { axesOf, Path, type Rest, type Stretch } from './path.js';
import { PierWatch } from './pier-watch.js';
import { refractionAt } from './refraction.js';

/**
 * Two axes and a drive. Where they are at a time follows from what they were told, so nothing runs while nobody looks.
 * Right ascensions here are what the encoders say: sidereal time less hour angle, in degrees.
 */
export abstract class Mechanism {
  readonly #path: Path;
  #settled: EpochMs = 0;
  /** When the last slew ended. */
  #arrived: EpochMs = 0;
  #drive = false;
  #offsets: DriveOffsets = { ra: 0, dec: 0 };
  #pulses: Pulses = {};
  /** s for which `slewing` stays true after a slew */
  settleTime: number;
  readonly #watch: PierWatch;
  readonly course: Course;
  readonly geometry: Geometry;

  constructor(
    readonly options: MountOptions,
    readonly site: Site,
    readonly hazards: Hazards,
    now: EpochMs,
    /** undefined: it does not refract */
    air?: (now: EpochMs) => Air,
  ) {
    this.settleTime = options.settle;
    this.#watch = new PierWatch(hazards, options.trackPast);
    this.geometry = geometryOf(options.kind, site.latitude, options.flipAt);
    this.course = new Course(this.geometry, options, site, air && refractionAt(site.latitude, air));
    this.course.corrects = air !== undefined && options.correctsRefraction;
    this.#path = new Path({ start: now, kind: 'rest', axes: this.geometry.park, why: 'parked' });
  }

  /** Local sidereal time in degrees. */
  sidereal(now: EpochMs): Degrees {
    return this.course.sidereal(now);
  }

  axes(now: EpochMs): Axes {
    return axesOf(this.#path.at(now), now, (place, seconds) => this.course.follow(place, seconds, now));
  }

  state(now: EpochMs): PointingState {
    return this.geometry.stateOf(this.axes(now));
  }

  /** Whether it allows for refraction. Not to be changed while it slews: the slew goes to where it was told. */
  correctRefraction(on: boolean, now: EpochMs): void {
    this.course.corrects = on;
    if (this.#path.at(now).kind === 'follow') this.#replan(now, this.#following(now));
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

  /** Minutes since the last slew for which a place has been followed; 0 when none is. */
  protected minutesFollowed(now: EpochMs): number {
    return this.#path.at(now).kind === 'follow' ? Math.max(0, now - this.#arrived) / 60_000 : 0;
  }

  pulsing(now: EpochMs): boolean {
    return now < Math.max(this.#pulses.ra?.until ?? 0, this.#pulses.dec?.until ?? 0);
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

  /** Slews to a place of the sky, degrees, and follows it. */
  protected slewAndFollow(ra: Degrees, dec: Degrees, state: PointingState, now: EpochMs): void {
    const place = { ra, dec, raRate: this.#offsets.ra, decRate: this.#offsets.dec, state };
    const { stretch, end } = this.course.slewOnto(this.axes(now), place, now);
    this.#begin(now, end);
    this.#replan(now, [stretch, ...this.course.chase(end, place)]);
    this.#drive = true;
  }

  /** Slews to axes of its own and stays there. */
  slewAxes(to: Axes, now: EpochMs, why: Rest): void {
    const { stretch, end } = this.course.slew(this.axes(now), to, now);
    this.#begin(now, end);
    this.#drive = false;
    this.#replan(now, [stretch, { start: end, kind: 'rest', axes: to, why }]);
  }

  /** The power goes: the axes stand still where they are. */
  cut(now: EpochMs): void {
    if (this.parked(now)) return;
    this.#stand(now);
    this.#settled = Math.min(this.#settled, now);
  }

  unpark(now: EpochMs): void {
    if (this.#resting(now) === 'parked') this.#stand(now);
  }

  abort(now: EpochMs): void {
    const { kind } = this.#path.at(now);
    this.#settled = Math.min(this.#settled, now);
    if (kind === 'slew' || kind === 'move') this.#goOn(now);
  }

  /** Moves the axes at rates in deg/s; both 0 gives the drive back. */
  move(rates: Axes, now: EpochMs): void {
    this.settle(now);
    if (rates.primary === 0 && rates.secondary === 0) this.#goOn(now);
    else this.#replan(now, [{ start: now, kind: 'move', axes: this.axes(now), rates }]);
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

  /** Records what has happened by now without anybody looking; to be called before looking at the hazards. */
  settle(now: EpochMs): void {
    const stretch = this.#path.at(now);
    const speed = stretch.kind === 'follow' ? SIDEREAL_SPEED - stretch.place.raRate : SIDEREAL_SPEED;
    this.#watch.look(stretch, this.geometry.past(this.axes(now)), speed, now);
    if (stretch.kind === 'rest') this.#drive = false;
  }

  /** Where the encoders say that it points. */
  protected encoders(now: EpochMs): { readonly ra: Degrees; readonly dec: Degrees } {
    return this.course.skyAt(this.axes(now), now);
  }

  /** Where a place of the sky stands at a time. */
  protected placeOf(ra: Degrees, dec: Degrees, now: EpochMs): Place {
    return this.course.placeOf(ra, dec, now);
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

  #stand(now: EpochMs): void {
    this.#replan(now, [this.#rest(now, 'idle')]);
    this.#drive = false;
  }

  /** After a slew or a motion: follows again if the drive runs, from wherever it is. */
  #goOn(now: EpochMs): void {
    this.#replan(now, this.#drive ? this.#following(now) : [this.#rest(now, 'idle')]);
  }

  #begin(now: EpochMs, end: EpochMs): void {
    this.settle(now);
    this.#pulses = {};
    this.#arrived = end;
    this.#settled = end + this.settleTime * 1000;
  }

  /** Follows what it points at now, guiding pulses included. */
  #following(now: EpochMs): readonly Stretch[] {
    const from = { ...this.encoders(now), state: this.state(now) };
    const { during, after, place } = guided(from, this.#offsets, this.#pulses, now);
    return [...during, ...this.course.chase(after, place)];
  }
}
