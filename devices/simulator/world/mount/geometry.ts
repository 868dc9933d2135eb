import { type Degrees, wrapSignedDegrees } from '../../../../sky/index.js';
import type { MountKind } from '../../options.js';
import { altAzGeometry } from './alt-az.js';

/** Where the two axes of a mount stand, unwrapped: what encoders that count on would read. */
export interface Axes {
  readonly primary: Degrees;
  readonly secondary: Degrees;
}

/** A place in the sky as a mount without errors sees it. */
export interface Place {
  /** -180 <= x < 180, negative in the east. */
  readonly hourAngle: Degrees;
  readonly declination: Degrees;
}

/** `normal` is Alpaca's pierEast, `beyond` (the pole) its pierWest. */
export type PointingState = 'normal' | 'beyond';

/** How the axes of a mount of one kind relate to the sky, and how far they go. */
export interface Geometry {
  toSky(axes: Axes): Place;
  toAxes(place: Place, state: PointingState): Axes;
  /** By the definition: the secondary axis within 90 degrees of its zero, or not. */
  stateOf(axes: Axes): PointingState;
  /** The state in which a slew to a place ends. */
  stateFor(place: Place): PointingState;
  readonly park: Axes;
  /** Degrees that the axes are past where the tube clears the pier; 0 or less is safe. */
  past(axes: Axes): Degrees;
  /** What the top of the camera looks to in the normal state. */
  readonly up: 'pole' | 'zenith';
}

/** @param flipAt degrees past the meridian where slews of a German mount change their pointing state */
export function geometryOf(kind: MountKind, latitude: Degrees, flipAt: Degrees = 0): Geometry {
  switch (kind) {
    case 'german':
      return germanGeometry(latitude, flipAt);
    case 'fork':
      return FORK;
    case 'alt-az':
      return altAzGeometry(latitude);
  }
}

/**
 * A German mount. Its zero is the definition's: on the east side of the pier, looking at where the meridian and the
 * equator meet. From there the hour axis turns 0 to 180 degrees with the counterweight below the tube, in either
 * pointing state; further on, the tube comes towards the pier. Beyond the pole,
 * hour angle = mechanical + 12 h and declination = 180 degrees - mechanical (in the south: -180 degrees - mechanical).
 */
export function germanGeometry(latitude: Degrees, flipAt: Degrees = 0): Geometry {
  const pole = latitude >= 0 ? 1 : -1;
  /** Into -90 <= x < 270: the middle of the range is where the counterweight hangs. */
  const hourAxis = (angle: Degrees): Degrees => wrapSignedDegrees(angle - 90) + 90;

  const stateOf = ({ secondary }: Axes): PointingState =>
    Math.abs(wrapSignedDegrees(secondary)) <= 90 ? 'normal' : 'beyond';
  return {
    stateOf,
    toSky: (axes) =>
      stateOf(axes) === 'normal'
        ? { hourAngle: wrapSignedDegrees(axes.primary), declination: wrapSignedDegrees(axes.secondary) }
        : {
            hourAngle: wrapSignedDegrees(axes.primary + 180),
            declination: wrapSignedDegrees(pole * 180 - axes.secondary),
          },
    toAxes: ({ hourAngle, declination }, state) =>
      state === 'normal'
        ? { primary: hourAxis(hourAngle), secondary: declination }
        : { primary: hourAxis(hourAngle + 180), secondary: pole * 180 - declination },
    stateFor: ({ hourAngle }) => (wrapSignedDegrees(hourAngle - flipAt) >= 0 ? 'normal' : 'beyond'),
    park: { primary: 90, secondary: pole * 90 },
    past: ({ primary }) => Math.max(-primary, primary - 180),
    up: 'pole',
  };
}

/** A fork: it reaches all of the sky in the normal state, and never takes the other: the camera would hit the base. */
const FORK: Geometry = {
  stateOf: () => 'normal',
  toSky: ({ primary, secondary }) => ({ hourAngle: wrapSignedDegrees(primary), declination: secondary }),
  toAxes: ({ hourAngle, declination }) => ({ primary: hourAngle, secondary: declination }),
  stateFor: () => 'normal',
  park: { primary: 0, secondary: 0 },
  past: () => -Infinity,
  up: 'pole',
};
