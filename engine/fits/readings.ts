import type { PierSide } from '../../devices/roles/index.js';
import type { J2000 } from '../../sky/index.js';

/** What the devices said when an exposure began. Whatever could not be read is absent. */
export interface StartReadings {
  /** When the exposure was started, ms since 1970, by our own clock. */
  readonly at: number;
  readonly telescope?: TelescopeReadings;
  readonly camera?: CameraReadings;
  readonly focuser?: FocuserReadings;
  readonly filterWheel?: FilterWheelReadings;
  readonly rotator?: RotatorReadings;
  readonly weather?: WeatherReadings;
  /** What failed to be read though the device should have it, each with its reason: for the log. */
  readonly failures: readonly string[];
}

/** What is known when the exposure is over. */
export interface EndReadings {
  /** When it was seen to be over, ms since 1970. */
  readonly at: number;
  /** What the camera says of the exposure's start, ms since 1970. */
  readonly cameraStart?: number;
  /** What the camera measured as its duration, s. */
  readonly duration?: number;
  /** C */
  readonly temperature?: number;
  readonly failures: readonly string[];
}

export interface TelescopeReadings {
  readonly name?: string;
  /** Where it points, from the mount's own coordinates. */
  readonly position?: J2000;
  /** deg */
  readonly altitude?: number;
  readonly azimuth?: number;
  readonly side?: PierSide;
  /** mm */
  readonly focalLength?: number;
  readonly aperture?: number;
}

export interface CameraReadings {
  readonly name?: string;
  readonly sensor?: string;
  readonly sensorType?: string;
  readonly gain?: number;
  readonly offset?: number;
  readonly electronsPerADU?: number;
  readonly maxADU?: number;
  readonly binX?: number;
  readonly binY?: number;
  readonly startX?: number;
  readonly startY?: number;
  /** um, unbinned */
  readonly pixelSizeX?: number;
  readonly pixelSizeY?: number;
  /** C */
  readonly temperature?: number;
  readonly setPoint?: number;
  /** % */
  readonly coolerPower?: number;
  readonly readoutMode?: string;
  readonly bayerOffsetX?: number;
  readonly bayerOffsetY?: number;
}

export interface FocuserReadings {
  readonly name?: string;
  readonly position?: number;
  /** um */
  readonly stepSize?: number;
  /** C */
  readonly temperature?: number;
}

export interface FilterWheelReadings {
  readonly name?: string;
  readonly filter?: string;
}

export interface RotatorReadings {
  readonly name?: string;
  /** deg: of the mechanism, and on the sky with the rotator's sync offset. */
  readonly mechanical?: number;
  readonly sky?: number;
}

/** In the units of ObservingConditions. */
export interface WeatherReadings {
  readonly temperature?: number;
  readonly dewPoint?: number;
  readonly humidity?: number;
  readonly pressure?: number;
  readonly cloudCover?: number;
  readonly rainRate?: number;
  readonly skyBrightness?: number;
  readonly skyQuality?: number;
  readonly skyTemperature?: number;
  readonly starFWHM?: number;
  readonly windDirection?: number;
  readonly windGust?: number;
  readonly windSpeed?: number;
}
