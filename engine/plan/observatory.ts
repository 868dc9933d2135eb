import type { HeaderChanges } from '../fits/header-changes.js';
import type { Role } from '../rig.js';
import type { Crossing, Limit } from './plan.js';
import type { Timing } from './timing.js';

/** Where a device is to be found. */
export interface DeviceAddress {
  /** http://host:port; `simulator` for the built-in one. */
  readonly server: string;
  /** Device number, or UniqueID as the server's configureddevices gives it. */
  readonly device: number | { readonly uniqueId: string };
}

export interface Site {
  readonly name?: string;
  /** deg, north positive */
  readonly latitude: number;
  /** deg, EAST positive */
  readonly longitude: number;
  /** m above sea level */
  readonly elevation: number;
  /** IANA name; times of day in a plan are in it. */
  readonly zone: string;
  /** Lowest altitude by azimuth, [azimuth, altitude] in deg, sorted; one point for the same all round. */
  readonly horizon: readonly (readonly [number, number])[];
}

/** Where frames go below the image folder, unless the observatory says otherwise. */
export const DEFAULT_IMAGE_NAME = '{night}/{target}/{target}_{type}_{filter}_{exposure}s_{n}.fits';

/** What an ObservingConditions device measures, by the names of its role. */
export type ConditionSensor =
  | 'cloudCover'
  | 'dewPoint'
  | 'humidity'
  | 'pressure'
  | 'rainRate'
  | 'skyBrightness'
  | 'skyQuality'
  | 'skyTemperature'
  | 'starFWHM'
  | 'temperature'
  | 'windGust'
  | 'windSpeed';

/** What the weather must be for the roof to be open: `wind-gust: { must-be: "< 18 m/s", for: 30 s }`. */
export interface ConditionLimit {
  readonly sensor: ConditionSensor;
  readonly comparison: '<' | '<=' | '>' | '>=';
  /** In the sensor's own unit: %, C, hPa, mm/h, lux, mag/arcsec2, arcsec, m/s. */
  readonly value: number;
  /** How long it must be broken without a break before it counts. ms; 0: at once */
  readonly for: number;
  /** As the observer wrote it. */
  readonly text: string;
}

/** What an observatory file becomes. Times in ms, angles in deg, lengths as named. */
export interface Observatory {
  readonly name: string;
  /** The file it came from; absent for the built-in simulator and for a bare URL. */
  readonly file?: string;
  readonly site: Site;
  readonly devices: { readonly [R in Role]?: DeviceAddress };
  /** Whether a dome that can be turned is turned with the telescope; absent: it is. */
  readonly dome?: { readonly follow: boolean };
  readonly optics: {
    readonly telescope?: string;
    /** mm */
    readonly focalLength?: number;
    /** mm */
    readonly aperture?: number;
  };
  /** Overrides the names that the wheel gives, in order; offsets in focuser steps. */
  readonly filters?: readonly { readonly name: string; readonly offset: number }[];
  /** `mount`: the observatory carries its own date, read from the mount (simulators that do not run in real time). */
  readonly clock: 'system' | 'mount';
  readonly safety: {
    /** ms between two looks at the monitor */
    readonly poll: number;
    /** A verdict older than this counts for nothing: unknown, and so unsafe. ms */
    readonly staleAfter: number;
    /** How long it must have been safe before the roof opens again. ms */
    readonly settle: number;
    /** Communication errors in a row that are borne before the verdict is unknown. */
    readonly tripAfter: number;
    /** The roof may close over a telescope that is not parked. Default false: a low roof would hit it. */
    readonly roofClearsTelescope: boolean;
    /** ms that each of abort, park and close may take while securing */
    readonly stepDeadline: number;
    /** Id, on the switch device, of the switch that cuts the mount's power: the last resort. */
    readonly mountPower?: number;
    /** Limits on what the ObservingConditions device reads; all must hold. */
    readonly conditions?: readonly ConditionLimit[];
    /** A file whose first word is `safe` or `unsafe`; one that was not rewritten for `maxAge` ms counts for nothing. */
    readonly file?: { readonly path: string; readonly maxAge?: number };
    /** A file that something touches again and again as long as all is well; `maxAge` in ms. */
    readonly heartbeat?: { readonly path: string; readonly maxAge: number };
  };
  readonly meridian: {
    /** How long the mount may track past the meridian in the pointing state that it came in. ms; 0: it stops there */
    readonly trackPast: number;
    /** ms to wait after a flip */
    readonly settle: number;
    /**
     * For a mount that reports no pointing state: by the driver's AlignmentMode (fork and alt-az never flip), by hour
     * angle, or never.
     */
    readonly whenNoSide: 'by alignment' | 'hour angle' | 'never flip';
    /** What becomes of an exposure that would cross the flip point; default finish. */
    readonly crossing?: Crossing;
    /** How long after the meridian a slew makes the mount flip, for mounts that do not tell. ms */
    readonly flipAfter?: number;
    /** How often a flip is tried before the night is secured. */
    readonly attempts: number;
  };
  /** Checked before each slew and while imaging. */
  readonly limits: readonly Limit[];
  readonly images: {
    /** Absolute path. */
    readonly folder: string;
    /** Pattern with tokens in braces, relative to the folder. */
    readonly name: string;
    /** What the observer wants otherwise in the headers. */
    readonly header?: HeaderChanges;
    /** Packs frames without loss, by `fpack`. */
    readonly pack?: boolean;
    /** A second folder that shall hold the same. Absolute. */
    readonly copyTo?: string;
    /** Whether stars and sky are measured; default true. */
    readonly analysis?: boolean;
    /** Whether stretched pictures are made; default true. */
    readonly previews?: boolean;
    /** Whether what was measured is written beside the frame; default false. */
    readonly sidecar?: boolean;
  };
  readonly observer?: string;
  /** What things take here, for estimates and previews. s, and deg/s */
  readonly timing?: Timing;
  /** Only for the built-in simulator: what world it is given. */
  readonly simulator?: SimulatorOptions;
}

export interface SimulatorOptions {
  /** The date the simulated observatory carries when a run begins; absent: the real one. ms since 1970 */
  readonly start?: number;
  readonly seed: number;
  /** Slewing speed of the mount, deg/s. */
  readonly slewRate?: number;
  /** Size of the sensor, px. */
  readonly sensor?: { readonly width: number; readonly height: number };
}

/** Whether the built-in simulator serves any of its devices. */
export function isSimulated({ devices }: Pick<Observatory, 'devices'>): boolean {
  return Object.values(devices).some(({ server }) => server === 'simulator');
}
