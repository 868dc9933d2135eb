import type { MountOptions, Stretch, WorldOptions } from '../../devices/simulator/index.js';
import type { ConditionLimit, Observatory, Site } from '../../engine/plan/observatory.js';
import { SITE } from '../support/rehearsal.js';
import type { Chance } from './chance.js';

const MINUTE = 60_000;

/** Las Campanas: the celestial pole is below the horizon in the north, and the sky turns the other way round. */
export const SOUTH: Site = {
  name: 'Las Campanas',
  latitude: -29.02,
  longitude: -70.69,
  elevation: 2380,
  zone: 'America/Santiago',
  horizon: [[0, 10]],
};

/** What the observatory knows its safety by. */
export type Sources = 'monitor' | 'monitor and station' | 'station';

/** The observatory of a night: where it stands and what stands in it. */
export interface SeededPlace {
  readonly site: Site;
  /** In words, for those who count. */
  readonly mountKind: string;
  readonly mount: Partial<MountOptions>;
  readonly meridian: Observatory['meridian'];
  readonly sources: Sources;
  /** By the weather station. */
  readonly conditions: readonly ConditionLimit[];
  /** Gusts from here on the safety monitor calls unsafe, m/s. */
  readonly windLimit: number;
  /** A dome that turns, instead of a roll-off roof. */
  readonly dome: boolean;
  readonly roofClearsTelescope: boolean;
  /** Rotator, flat panel and switches are there, and connected with the rest. */
  readonly fullRig: boolean;
  /** What an image takes from the camera to the computer, and from there to the disk, s. */
  readonly download: number;
  readonly saving: number;
}

type Kind = readonly [
  name: string,
  mount: (chance: Chance) => Partial<MountOptions>,
  more?: { readonly trackPast?: number; readonly whenNoSide?: Observatory['meridian']['whenNoSide'] },
];

/** Mounts as one meets them. Those that flip touch the pier 24 min past the meridian, unless their firmware stops them. */
const KINDS: readonly Kind[] = [
  ['german', (chance) => ({ canSetPierSide: chance.odds(0.5) })],
  ['german, tells its side late', (chance) => ({ sideDelay: chance.one([2, 5, 12]) })],
  ['german, tells no side', () => ({ reportsSideOfPier: false }), { whenNoSide: 'hour angle' }],
  ['german, foretells nothing', () => ({ reportsDestination: false })],
  ['german, tells the side of the tube', () => ({ side: 'physical side' })],
  ['german, stops hard', () => ({ hardStop: 0.3 }), { trackPast: 0 }],
  ['german, flips early', () => ({ flipAt: -4 })],
  ['german, flips late', () => ({ flipAt: 4 })],
  ['german, sticky', (chance) => ({ sticky: 1, canSetPierSide: chance.odds(0.5) })],
  ['fork', (chance) => ({ kind: 'fork', reportsSideOfPier: chance.odds(0.5) })],
  ['alt-az', () => ({ kind: 'alt-az', reportsSideOfPier: false })],
];
export const MOUNT_KINDS: readonly string[] = KINDS.map(([name]) => name);

/** An observatory by chance; the plainest is the likeliest. */
export function seededPlace(chance: Chance): SeededPlace {
  const [mountKind, mount, more = {}] = chance.odds(0.3) ? KINDS[0]! : chance.one(KINDS);
  const sources = chance.one<Sources>(['monitor', 'monitor', 'monitor and station', 'station']);
  return {
    site: chance.odds(0.25) ? SOUTH : SITE,
    mountKind,
    mount: { slewRate: chance.between(4, 12), trackPast: 6, ...mount(chance) },
    meridian: {
      trackPast: more.trackPast ?? chance.one([0, 5 * MINUTE, 15 * MINUTE]),
      settle: 2_000,
      whenNoSide: more.whenNoSide ?? 'by alignment',
      crossing: chance.one(['finish', 'wait', 'shorten']),
      attempts: 3,
    },
    sources,
    conditions: sources === 'monitor' ? [] : conditions(chance),
    // Beside a station the monitor may be one of clouds alone.
    windLimit: sources === 'monitor and station' && chance.odds(0.5) ? 99 : 15,
    dome: chance.odds(0.15),
    roofClearsTelescope: chance.odds(0.3),
    fullRig: chance.odds(0.35),
    download: chance.one([0, 0, 3, 12]),
    saving: chance.one([0, 0, 2, 10]),
  };
}

function conditions(chance: Chance): readonly ConditionLimit[] {
  const below = (sensor: ConditionLimit['sensor'], value: number, ms = 0): ConditionLimit => ({
    sensor,
    comparison: '<',
    value,
    for: ms,
    text: `< ${String(value)}`,
  });
  return [below('cloudCover', 50), below('windGust', 15, chance.one([0, 20_000])), below('rainRate', 1)];
}

/** The weather of a night. */
export interface SeededWeather {
  readonly clouds: readonly Stretch[];
  readonly rain: readonly Stretch[];
  readonly storms: readonly Stretch[];
}

/** When it is unsafe by the truth of the sky, from when on the observatory's own sources say so. */
export function unsafeStretches({ clouds, rain, storms }: SeededWeather, place: SeededPlace): readonly Stretch[] {
  const gusts = place.conditions.find(({ sensor }) => sensor === 'windGust')?.for ?? 0;
  const wait = place.windLimit < 99 && place.sources !== 'station' ? 0 : gusts;
  return [...clouds, ...rain, ...storms.map(({ from, to }) => ({ from: Math.min(from + wait, to), to }))];
}

/** The world that simulates it. */
export function worldOf(place: SeededPlace, { clouds, rain, storms }: SeededWeather): Omit<WorldOptions, 'clock'> {
  return {
    site: place.site,
    mount: place.mount,
    camera: { width: 16, height: 12 },
    weather: { clouds, rain, wind: storms, windLimit: place.windLimit },
    ...(place.dome ? { dome: {} } : {}),
  };
}
