/** The sky without any I/O: where things are, seen from where, when. Times are epoch milliseconds, always passed in. */

export { type AngleFormat, formatDeclination, formatRightAscension } from './angle-format.js';
export { ParseError, parseAngle, parseDeclination, parsePosition, parseRightAscension } from './angles.js';
export { type Air, airmass, refraction, toApparentAltitude, toTrueAltitude } from './atmosphere.js';
export {
  bodyDistance,
  bodyMotion,
  bodyPosition,
  type Motion,
  type Planet,
  PLANETS,
  type SolarSystemBody,
} from './body.js';
export {
  type Apparent,
  apparent,
  type Horizontal,
  hourAngle,
  type J2000,
  j2000,
  type Site,
  toApparent,
  toEquatorial,
  toHorizontal,
  toJ2000,
} from './coordinates.js';
export { fromB1950, fromJulianEpoch } from './epoch.js';
export { flatHorizon, type Horizon, type HorizonPoint, horizonProfile } from './horizon.js';
export { moonAltitude, moonHorizontal, moonIllumination, moonPhase, moonPosition, moonSeparation } from './moon.js';
export { type EllipticElements, heliocentric, type Orbit, orbitOf } from './orbit.js';
export { positionAngle, separation } from './separation.js';
export { greenwichSiderealTime, localSiderealTime, SIDEREAL_RATE } from './sidereal.js';
export { sunAltitude, sunHorizontal, sunPosition } from './sun.js';
export { terrestrialDays } from './time.js';
export {
  type CalendarDate,
  nightOf,
  noonBefore,
  noonOf,
  SUN_ALTITUDES,
  sunCrossing,
  type Twilight,
  twilight,
} from './twilight.js';
export {
  type Degrees,
  type EpochMs,
  type Hours,
  type Metres,
  type Radians,
  wrapDegrees,
  wrapHours,
  wrapSignedDegrees,
  wrapSignedHours,
} from './units.js';
export {
  altitudeAt,
  horizontalAt,
  type Interval,
  intervalsAbove,
  maximumAltitude,
  nextCrossing,
  nextTransit,
  timeAbove,
} from './visibility.js';
