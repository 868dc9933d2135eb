/** What the parts of a plan wait for and hold to: moments of the night, and limits. Data only, as the rest of it. */

/** A moment described by the sky or the clock, resolved when the night is known. */
export interface TimeExpression {
  readonly base:
    | { readonly kind: 'event'; readonly event: TwilightEvent }
    | { readonly kind: 'sun'; readonly altitude: number; readonly direction: 'setting' | 'rising' }
    /** Zone time of the site, the next one after the night's noon. */
    | { readonly kind: 'time-of-day'; readonly hour: number; readonly minute: number; readonly second: number }
    | { readonly kind: 'instant'; readonly at: number }
    /** A date and time of day in the site's zone, ISO without an offset. */
    | { readonly kind: 'local'; readonly iso: string };
  /** ms, added. */
  readonly offset: number;
  /** As the observer wrote it. */
  readonly text: string;
}
export type TwilightEvent =
  | 'sunset'
  | 'civil dusk'
  | 'nautical dusk'
  | 'astronomical dusk'
  | 'astronomical dawn'
  | 'nautical dawn'
  | 'civil dawn'
  | 'sunrise';

/** A condition on the target, the sky or the observatory: `altitude: "> 30 deg"`. */
export type Limit = Comparison | RangeLimit | MoonAvoidance | TimeLimit | SafeLimit | FramesLimit;

interface LimitBase {
  /** As the observer wrote it. */
  readonly text: string;
}

/** Comparison of a quantity with a value. */
export interface Comparison extends LimitBase {
  readonly quantity: LimitQuantity;
  readonly comparison: '<' | '<=' | '>' | '>=';
  /** In the quantity's own unit. */
  readonly value: number;
}
/** Degrees; hours for the hour angle; percent for the moon's phase and for the weather's shares. */
export type LimitQuantity =
  | 'altitude'
  /** deg above the horizon of the site in that direction */
  | 'above-horizon'
  | 'airmass'
  | 'hour-angle'
  | 'moon-separation'
  | 'moon-altitude'
  /** Lit share of the disk. */
  | 'moon-phase'
  | 'sun-altitude'
  /** Counts only while the sun is up, or nearly: above -2 deg. */
  | 'sun-separation'
  | WeatherQuantity;

/** What a weather station measures: shares in percent, wind in m/s, rain in mm/h, temperatures in C, seeing in arcsec. */
export type WeatherQuantity =
  | 'cloud-cover'
  | 'humidity'
  | 'wind-speed'
  | 'wind-gust'
  | 'rain-rate'
  | 'temperature'
  | 'sky-temperature'
  | 'sky-quality'
  | 'seeing';

/** Azimuths in deg, which may run through north, or hour angles in h: the window of the meridian, for one. */
export interface RangeLimit extends LimitBase {
  readonly quantity: 'azimuth' | 'hour-angle';
  readonly comparison: 'within' | 'outside';
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps away from the moon the more the fuller it is: by `distance` (deg) at full moon, by half of it `width` days
 * before and after. distance / (1 + (days from full / width)^2)
 */
export interface MoonAvoidance extends LimitBase {
  readonly quantity: 'moon-separation';
  readonly comparison: 'lorentzian';
  readonly distance: number;
  readonly width: number;
}

export interface TimeLimit extends LimitBase {
  readonly quantity: 'after' | 'before';
  readonly comparison: 'time';
  readonly time: TimeExpression;
}

export interface SafeLimit extends LimitBase {
  readonly quantity: 'safe';
  readonly comparison: 'is';
  readonly value: boolean;
}

/** How many frames of a target, or of one of its sets, are on disk. */
export interface FramesLimit extends LimitBase {
  readonly quantity: 'frames-done';
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly value: number;
  /** Id of a target, an expose step, or a set of frames. */
  readonly of: string;
}
