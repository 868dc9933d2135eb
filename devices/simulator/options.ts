import type { Clock } from '../clock.js';
import type { EpochMs, Site } from '../../sky/index.js';
import type { StarSource } from './world/sky/star-list.js';

/** A stretch of time, its end excluded. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface OpticsOptions {
  /** mm */
  readonly focalLength: number;
  /** mm */
  readonly aperture: number;
  /** Share of the light that arrives at the sensor, filters apart. */
  readonly throughput: number;
}

export interface CameraOptions {
  /** px */
  readonly width: number;
  readonly height: number;
  /** um */
  readonly pixelSize: number;
  /** Electrons for one unit of the converter, at gain 0; each 60 of gain halve it. */
  readonly electronsPerADU: number;
  /** e- */
  readonly readNoise: number;
  /** e- */
  readonly fullWell: number;
  /** Largest value of a pixel: 65535 for a converter of 16 bits. */
  readonly maxADU: number;
  readonly gain: number;
  readonly gainMax: number;
  /** Names for a few gains, at equal distances from 0 to the largest; undefined: any gain may be set, by its number. */
  readonly gains: readonly string[] | undefined;
  /** The offset that is set at first; a pixel without light reads `offset * offsetStep` ADU. */
  readonly offset: number;
  readonly offsetMax: number;
  readonly offsets: readonly string[] | undefined;
  readonly offsetStep: number;
  /** Electrons that a pixel gathers in the dark in a second at 0 C; doubles every 6 C. */
  readonly darkCurrent: number;
  /** Share of the pixels whose dark current is 16 to 1000 times that. */
  readonly hotPixels: number;
  /** Share of the light that the corners of the sensor get less than its middle. */
  readonly vignetting: number;
  /** Share of the photons that become electrons. */
  readonly quantumEfficiency: number;
  /** Seconds from the end of the exposure until the image is ready. */
  readonly download: number;
  readonly maxBin: number;
  /** Time constant of cooling, s, and how far below the air it gets, C. */
  readonly coolingTime: number;
  readonly coolingRange: number;
  /** Position angle of the top of the image, east of north, in the normal pointing state with the rotator at 0; deg. */
  readonly angle: number;
  /** How images travel by ImageBytes. */
  readonly transmission: 'uint16' | 'int32';
  /** `rggb` puts a Bayer matrix on the pixels, red first. */
  readonly sensor: 'monochrome' | 'rggb';
  /** Whether the camera has a guide port that is wired to the mount. */
  readonly guidePort: boolean;
  /** Frames hold the level of a pixel without light and nothing else: for rehearsals whose images nobody looks at. */
  readonly blank: boolean;
}

export interface FilterOptions {
  readonly name: string;
  /** Width of the passband, nm. */
  readonly bandwidth: number;
  /** Share of the light in the passband that gets through. */
  readonly transmission: number;
  /** Focuser steps from the position that suits the first filter. */
  readonly focusOffset: number;
}

export type MountKind = 'german' | 'fork' | 'alt-az';

export interface MountOptions {
  readonly kind: MountKind;
  /** deg/s */
  readonly slewRate: number;
  /** s to reach it */
  readonly slewRamp: number;
  /** s for which Slewing stays true after a slew */
  readonly settle: number;
  /** How far past the meridian (counterweight up) it tracks before it touches the pier; deg. */
  readonly trackPast: number;
  /** Where its own firmware stops tracking, degrees past the meridian; undefined if it never does. */
  readonly hardStop: number | undefined;
  readonly reportsSideOfPier: boolean;
  /** false: DestinationSideOfPier is not implemented, although SideOfPier is. */
  readonly reportsDestination: boolean;
  /** What both tell: the pointing state as they should, or the side of the pier that the tube is on, as many drivers do. */
  readonly side: 'pointing state' | 'physical side';
  /** Where slews begin to take the other pointing state, degrees past the meridian; may be negative. */
  readonly flipAt: number;
  /** A slew to where it already points keeps the state up to this many degrees past `flipAt`, whatever was foretold. */
  readonly sticky: number;
  /** s by which the pointing state that is reported lags behind the true one. */
  readonly sideDelay: number;
  readonly canSetPierSide: boolean;
  /** Slews to lower altitudes are refused; deg. */
  readonly lowestAltitude: number;
  /** Whether tracking stops there too. */
  readonly stopsAtHorizon: boolean;
  /** Of a fork: how far from the meridian it slews, and tracks; deg. undefined: all round. */
  readonly hourAngleLimit: number | undefined;
  /** Of an alt-az mount: it neither slews nor tracks nearer to the zenith; deg. */
  readonly zenithLimit: number;
  /** deg/s */
  readonly guideRate: number;
  /** How far the true pointing is from what the mount reports, until it is synced; arcmin. */
  readonly pointingError: { readonly ra: number; readonly dec: number };
  /** Misalignment of the polar axis, arcmin: too high, too far east. */
  readonly polarError: { readonly altitude: number; readonly azimuth: number };
  /** Error of the worm: amplitude in arcsec, period in s. */
  readonly periodicError: { readonly amplitude: number; readonly period: number };
  /** In air that refracts: whether it allows for that in its coordinates, and in how it follows, at first. */
  readonly correctsRefraction: boolean;
  /** What flexure does to a followed star, arcsec/min, since the last slew. */
  readonly drift: { readonly ra: number; readonly dec: number };
}

export interface FocuserOptions {
  readonly maxStep: number;
  /** false: it moves by steps, and does not know where it is. */
  readonly absolute: boolean;
  /** um */
  readonly stepSize: number;
  /** Where the first filter is in focus at 10 C. */
  readonly best: number;
  /** Steps that the focus moves for 1 C. */
  readonly temperatureCoefficient: number;
  /** Steps that the driver moves for 1 C while it compensates; 0: it cannot. */
  readonly compensation: number;
  /** Where it stands at first; undefined: where the first filter is in focus in the air of that time. */
  readonly position: number | undefined;
  /** steps/s */
  readonly speed: number;
}

export interface RoofOptions {
  /** s to open or close */
  readonly seconds: number;
  /** Whether it stands open at first. */
  readonly open: boolean;
  /** true: refuses to move unless the mount is parked. false: moves, and what happens is recorded as a hazard. */
  readonly interlock: boolean;
}

/** A dome that turns, with an opening that opens as the roof's options say. */
export interface DomeOptions {
  /** Width of the opening, degrees as seen from the middle. */
  readonly slit: number;
  /** At which the opening rides up and down, deg/s: a round window. undefined: a slit over all altitudes. */
  readonly altitudeSpeed: number | undefined;
  /** deg/s */
  readonly speed: number;
  /** Azimuths, degrees. */
  readonly park: number;
  readonly home: number;
}

export interface WeatherOptions {
  readonly clouds: readonly Stretch[];
  readonly rain: readonly Stretch[];
  /** Storms. */
  readonly wind: readonly Stretch[];
  /** Gusts from here on are not safe, m/s. */
  readonly windLimit: number;
  /** Air at midnight, C. */
  readonly temperature: number;
  /** FWHM at the zenith, arcsec. */
  readonly seeing: number;
  /** Darkness of the sky at the zenith without moon, V mag/arcsec2. */
  readonly skyBrightness: number;
  /** Whether the air lifts the stars. false: as if the mount corrected for it to perfection. */
  readonly refraction: boolean;
}

/** The simulated observatory. Every group may be given in part; the rest has defaults. */
export interface WorldOptions {
  readonly clock: Clock;
  readonly seed?: number;
  readonly site?: Site;
  readonly optics?: Partial<OpticsOptions>;
  readonly camera?: Partial<CameraOptions>;
  readonly filters?: readonly FilterOptions[];
  readonly mount?: Partial<MountOptions>;
  readonly focuser?: Partial<FocuserOptions>;
  readonly roof?: Partial<RoofOptions>;
  /** A dome instead of a roll-off roof. */
  readonly dome?: Partial<DomeOptions>;
  readonly weather?: Partial<WeatherOptions>;
  /** The sky stays dark while the sun is up, so that one can rehearse at noon; default true. */
  readonly darkByDay?: boolean;
  /** Seconds that a device needs to connect; default 0.5. */
  readonly connectTime?: number;
  /** Instead of the sky's own stars: for a sky that one wants to know to the last star. */
  readonly stars?: StarSource;
}

/** The options with every default filled in. */
export interface Setup {
  readonly seed: number;
  readonly site: Site;
  readonly optics: OpticsOptions;
  readonly camera: CameraOptions;
  readonly filters: readonly FilterOptions[];
  readonly mount: MountOptions;
  readonly focuser: FocuserOptions;
  readonly roof: RoofOptions;
  /** undefined: a roll-off roof */
  readonly dome: DomeOptions | undefined;
  readonly weather: WeatherOptions;
  readonly darkByDay: boolean;
  readonly connectTime: number;
}
