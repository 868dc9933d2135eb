import { wrapSignedDegrees } from '../../../../sky/index.js';
import type { Geometry } from './axes.js';

/** A fork: it reaches all of the sky in the normal state, and never takes the other: the camera would hit the base. */
export const FORK: Geometry = {
  stateOf: () => 'normal',
  toSky: ({ primary, secondary }) => ({ hourAngle: wrapSignedDegrees(primary), declination: secondary }),
  toAxes: ({ hourAngle, declination }) => ({ primary: hourAngle, secondary: declination }),
  stateFor: () => 'normal',
  park: { primary: 0, secondary: 0 },
  past: () => -Infinity,
  up: 'pole',
};
