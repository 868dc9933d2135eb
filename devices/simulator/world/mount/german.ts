import { type Degrees, wrapSignedDegrees } from '../../../../sky/index.js';
import type { Axes, Geometry, PointingState } from './axes.js';

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
