import { sunAltitude } from '../../sky/index.js';
import { type Half, pastMeridian, transitOf } from '../flip/meridian.js';
import { inWords } from '../flip/words.js';
import { brokenLimit, limitHolds } from '../plan/limit-values.js';
import type { Observatory } from '../plan/observatory.js';
import type { SkyPosition } from '../steps/step.js';

/** What a look at the mount shows. */
export type MountReading =
  | { readonly parked: true }
  | {
      readonly parked: false;
      readonly slewing: boolean;
      /** Whether it follows the sky, by what it says or by what is seen of its position. */
      readonly tracking: boolean;
      readonly position: SkyPosition;
      /** h */
      readonly hourAngle: number;
      /** The half of the sky that its pointing state serves; undefined when it does not flip, or nothing tells. */
      readonly state: Half | undefined;
    };

/** What planning goes by is meant to be exact; the guard behind it lets frames and clocks be late by so much. ms */
const GRACE = {
  /** Past the meridian beyond `track-past`. */
  meridian: 60_000,
  /** For as long as this a pointing state may be told late. */
  state: 25_000,
  /** Altitude, horizon and the like. */
  place: 120_000,
  sun: 8_000,
  /** A slew; none takes as long. */
  slew: 360_000,
};

const OF_THE_PLACE: ReadonlySet<string> = new Set(['altitude', 'above-horizon', 'airmass', 'azimuth', 'hour-angle']);

export type Unparked = Extract<MountReading, { parked: false }>;

type Kind = 'meridian' | 'place' | 'sun' | 'slew';

export interface Judgement {
  /** The limit that the mount is beyond, and has been for longer than it may; in words. */
  readonly trip: string | undefined;
  /** When to look again, ms: the sooner, the nearer a limit is. */
  readonly next: number;
}

/** Time between two looks: when something is amiss, when it may soon be, and when no limit is near. ms */
export const LOOKS = { amiss: 5_000, near: 15_000, far: 60_000 };
/** From this altitude on, deg, the sun may be one to keep away from at the next look. */
const SUN_IS_COMING = -4;
/** How long before the meridian's limit it counts as near, ms. */
const NEAR_MERIDIAN = 15 * 60_000;

/**
 * The limits of the mount itself, beside everything that the plan says: how far it has tracked past the meridian in its
 * pointing state, horizon and altitude, the sun, and a slew that never ends. A mount that stands still does no harm but to
 * what it points at, so that only the sun counts for one; and a slew passes through places that it may not stay at.
 */
export class MountLimits {
  readonly #since = new Map<Kind, number>();
  readonly #placed: Observatory;
  readonly #sun: Observatory['limits'];

  constructor(private readonly observatory: Observatory) {
    const { limits } = observatory;
    this.#placed = { ...observatory, limits: limits.filter(({ quantity }) => OF_THE_PLACE.has(quantity)) };
    this.#sun = limits.filter(({ quantity }) => quantity === 'sun-separation');
  }

  judge(reading: MountReading, now: number): Judgement {
    if (reading.parked) {
      this.#since.clear();
      return { trip: undefined, next: LOOKS.near };
    }
    const { slewing, tracking } = reading;
    const broken: readonly (readonly [Kind, string | undefined, number])[] = [
      ['sun', slewing ? undefined : this.#atSun(reading, now), GRACE.sun],
      ['meridian', tracking && !slewing ? this.#pastMeridian(reading) : undefined, GRACE.state],
      ['place', tracking && !slewing ? this.#outOfPlace(reading, now) : undefined, GRACE.place],
      ['slew', slewing ? 'the mount has been slewing for more than 6 min' : undefined, GRACE.slew],
    ];
    let trip: string | undefined;
    let next = this.#isFar(reading, now) ? LOOKS.far : LOOKS.near;
    for (const [kind, reason, grace] of broken) {
      if (reason === undefined) {
        this.#since.delete(kind);
        continue;
      }
      const since = this.#since.get(kind) ?? now;
      this.#since.set(kind, since);
      if (now - since >= grace) trip ??= reason;
      else if (kind !== 'slew') next = LOOKS.amiss;
    }
    return { trip, next: trip === undefined ? next : LOOKS.amiss };
  }

  /** Whether it is long before the mount, following the sky as it does, comes to the end of its state. */
  #isFar({ slewing, tracking, state, hourAngle }: Unparked, now: number): boolean {
    if (slewing || !tracking || this.#sunIsNear(now)) return false;
    return state === undefined || pastMeridian(state, hourAngle) < this.observatory.meridian.trackPast - NEAR_MERIDIAN;
  }

  #sunIsNear(now: number): boolean {
    return this.#sun.length > 0 && sunAltitude(now, this.observatory.site) > SUN_IS_COMING;
  }

  #pastMeridian({ state, hourAngle }: Unparked): string | undefined {
    if (state === undefined) return undefined;
    const { trackPast } = this.observatory.meridian;
    const past = pastMeridian(state, hourAngle);
    if (past <= trackPast + GRACE.meridian) return undefined;
    const may = trackPast === 0 ? 'may not track past it' : `may track ${inWords(trackPast)} past it`;
    return `the mount is ${inWords(past)} past the ${transitOf(state)} transit without a flip, and ${may}`;
  }

  #outOfPlace({ position }: { readonly position: SkyPosition }, now: number): string | undefined {
    const broken = brokenLimit([], position, now, this.#placed);
    return broken === undefined ? undefined : `the mount tracks beyond a limit: ${broken}`;
  }

  #atSun({ position }: { readonly position: SkyPosition }, now: number): string | undefined {
    const broken = this.#sun.find((limit) => !limitHolds(limit, position, now, this.observatory.site));
    return broken && `the mount points at the sun: sun-separation must be ${broken.text}`;
  }
}
