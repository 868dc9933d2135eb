import type { Device } from './device.js';
import {
  bool,
  double,
  enumeration,
  get,
  getPut,
  int,
  type MembersOf,
  type OperationOptions,
  put,
  start,
  utc,
  type WireType,
} from './member.js';

export const alignmentMode = enumeration('AlignmentMode', { altAz: 0, polar: 1, germanPolar: 2 });
export const equatorialSystem = enumeration('EquatorialCoordinateType', {
  other: 0,
  topocentric: 1,
  j2000: 2,
  j2050: 3,
  b1950: 4,
});
/**
 * The POINTING STATE, not the side of the pier: pierEast is the normal state (of a target at hour angle 0..+6 h, in the
 * north), pierWest is through the pole.
 */
export const pierSide = enumeration('PierSide', { unknown: -1, pierEast: 0, pierWest: 1 });
export const driveRate = enumeration('DriveRate', { sidereal: 0, lunar: 1, solar: 2, king: 3 });
export const telescopeAxis = enumeration('TelescopeAxis', { primary: 0, secondary: 1, tertiary: 2 });
export const guideDirection = enumeration('GuideDirection', { north: 0, south: 1, east: 2, west: 3 });

export type PierSide = keyof typeof pierSide.codes;
export type EquatorialSystem = keyof typeof equatorialSystem.codes;
export type AlignmentMode = keyof typeof alignmentMode.codes;
export type DriveRate = keyof typeof driveRate.codes;
export type GuideDirection = keyof typeof guideDirection.codes;

/** A range of rates that MoveAxis takes, in deg/s, both positive. */
export interface AxisRate {
  readonly minimum: number;
  readonly maximum: number;
}
const axisRates: WireType<readonly AxisRate[]> = { name: 'AxisRates[]' };
const driveRates: WireType<readonly DriveRate[]> = { name: 'DriveRate[]', codes: driveRate.codes };

const equatorial = { rightAscension: double, declination: double };
const horizontal = { azimuth: double, altitude: double };

export const telescopeMembers = {
  alignmentMode: get(alignmentMode, { doc: 'Alt-az, polar (fork) or German equatorial.', optional: true }),
  altitude: get(double, { doc: 'Altitude of where the telescope points.', unit: 'deg', optional: true, state: true }),
  apertureArea: get(double, { doc: 'Light-collecting area.', unit: 'm2', optional: true }),
  apertureDiameter: get(double, { doc: 'Aperture.', unit: 'm', optional: true }),
  atHome: get(bool, { doc: 'At the home position, after `findHome` only.', state: true }),
  atPark: get(bool, { doc: 'Parked. A parked mount refuses to move (0x408).', state: true }),
  azimuth: get(double, {
    doc: 'Azimuth of where the telescope points, from north through east.',
    unit: 'deg',
    optional: true,
    state: true,
  }),
  axisRates: get(axisRates, {
    doc: 'The ranges of rates that `moveAxis` takes on an axis.',
    unit: 'deg/s',
    params: { axis: telescopeAxis },
  }),
  canFindHome: get(bool, { doc: 'Whether `findHome` works.' }),
  canMoveAxis: get(bool, { doc: 'Whether `moveAxis` works on an axis.', params: { axis: telescopeAxis } }),
  canPark: get(bool, { doc: 'Whether `park` works.' }),
  canPulseGuide: get(bool, { doc: 'Whether `pulseGuide` works.' }),
  canSetDeclinationRate: get(bool, { doc: 'Whether `declinationRate` can be written.' }),
  canSetGuideRates: get(bool, { doc: 'Whether the guide rates can be written.' }),
  canSetPark: get(bool, { doc: 'Whether `setPark` works.' }),
  canSetPierSide: get(bool, { doc: 'Whether writing `sideOfPier` forces a flip.' }),
  canSetRightAscensionRate: get(bool, { doc: 'Whether `rightAscensionRate` can be written.' }),
  canSetTracking: get(bool, { doc: 'Whether tracking can be switched.' }),
  canSlew: get(bool, { doc: 'Whether the mount slews to equatorial coordinates.' }),
  canSlewAltAz: get(bool, { doc: 'Whether the mount slews to horizontal coordinates.' }),
  canSlewAltAzAsync: get(bool, { doc: 'Whether `slewToAltAzAsync` works.' }),
  canSlewAsync: get(bool, { doc: 'Whether `slewToCoordinatesAsync` and `slewToTargetAsync` work.' }),
  canSync: get(bool, { doc: 'Whether the mount can be synced to equatorial coordinates.' }),
  canSyncAltAz: get(bool, { doc: 'Whether the mount can be synced to horizontal coordinates.' }),
  canUnpark: get(bool, { doc: 'Whether `unpark` works.' }),
  declination: get(double, { doc: 'Declination, in the coordinates of `equatorialSystem`.', unit: 'deg', state: true }),
  declinationRate: getPut(double, {
    doc: 'Offset to tracking in declination, at the sidereal rate only.',
    unit: 'arcsec/s',
  }),
  destinationSideOfPier: get(pierSide, {
    doc: 'The pointing state that a slew to these coordinates would give NOW.',
    params: equatorial,
    optional: true,
  }),
  doesRefraction: getPut(bool, { doc: 'Whether the mount corrects for refraction.', optional: true }),
  equatorialSystem: get(equatorialSystem, {
    doc: 'The equinox of all equatorial coordinates that the mount gives and takes.',
  }),
  findHome: start('slewing', { doc: 'Seeks the home position.', optional: true, patience: 'long' }),
  focalLength: get(double, { doc: 'Focal length.', unit: 'm', optional: true }),
  guideRateDeclination: getPut(double, {
    doc: 'Rate of guiding pulses in declination.',
    unit: 'deg/s',
    optional: true,
  }),
  guideRateRightAscension: getPut(double, {
    doc: 'Rate of guiding pulses in right ascension.',
    unit: 'deg/s',
    optional: true,
  }),
  isPulseGuiding: get(bool, { doc: 'True while a guiding pulse lasts.', optional: true, state: true }),
  moveAxis: put({
    doc: 'Moves an axis at a rate in deg/s until it is called with 0.',
    params: { axis: telescopeAxis, rate: double },
    optional: true,
  }),
  park: start('slewing', { doc: 'Moves to the park position and stops there.', optional: true, patience: 'long' }),
  pulseGuide: start('isPulseGuiding', {
    doc: 'Moves at the guide rate for a time in ms.',
    params: { direction: guideDirection, duration: int },
    optional: true,
    patience: 'long',
  }),
  rightAscension: get(double, {
    doc: 'Right ascension, in the coordinates of `equatorialSystem`.',
    unit: 'h',
    state: true,
  }),
  rightAscensionRate: getPut(double, {
    doc: 'Offset to tracking in right ascension, at the sidereal rate only; seconds of RA per SIDEREAL second.',
    unit: 's/s',
  }),
  setPark: put({ doc: 'Makes the present position the park position.', optional: true }),
  sideOfPier: getPut(pierSide, {
    doc: 'The pointing state. Writing it forces a flip where `canSetPierSide`; `slewing` is true meanwhile.',
    optional: true,
    state: true,
    patience: 'long',
  }),
  siderealTime: get(double, { doc: 'Local apparent sidereal time.', unit: 'h', state: true }),
  siteElevation: getPut(double, { doc: 'Elevation of the site above sea level.', unit: 'm', optional: true }),
  siteLatitude: getPut(double, { doc: 'Geodetic latitude of the site, north positive.', unit: 'deg', optional: true }),
  siteLongitude: getPut(double, { doc: 'Longitude of the site, EAST positive.', unit: 'deg', optional: true }),
  slewing: get(bool, {
    doc: 'True while the mount moves otherwise than by tracking or guiding, settling included.',
    state: true,
  }),
  slewSettleTime: getPut(int, { doc: 'Time for which `slewing` stays true after a slew.', unit: 's', optional: true }),
  slewToAltAz: put({
    doc: 'Slews and returns when it is there. Deprecated: use the asynchronous one.',
    params: horizontal,
    optional: true,
    patience: 'long',
  }),
  slewToAltAzAsync: put({
    doc: 'Begins to slew to azimuth and altitude in degrees; tracking must be off.',
    params: horizontal,
    optional: true,
    patience: 'long',
  }),
  slewToCoordinates: put({
    doc: 'Slews and returns when it is there. Deprecated: use the asynchronous one.',
    params: equatorial,
    optional: true,
    patience: 'long',
  }),
  slewToCoordinatesAsync: put({
    doc: 'Begins to slew to right ascension in hours and declination in degrees; tracking must be on.',
    params: equatorial,
    optional: true,
    patience: 'long',
  }),
  slewToTarget: put({
    doc: 'Slews to the target coordinates and returns when it is there. Deprecated.',
    optional: true,
    patience: 'long',
  }),
  slewToTargetAsync: put({ doc: 'Begins to slew to the target coordinates.', optional: true, patience: 'long' }),
  syncToAltAz: put({
    doc: 'Tells the mount that it points at azimuth and altitude in degrees.',
    params: horizontal,
    optional: true,
  }),
  syncToCoordinates: put({
    doc: 'Tells the mount that it points at right ascension in hours and declination in degrees.',
    params: equatorial,
    optional: true,
  }),
  syncToTarget: put({ doc: 'Tells the mount that it points at the target coordinates.', optional: true }),
  targetDeclination: getPut(double, {
    doc: 'Declination for the target methods; unset (0x402) until written.',
    unit: 'deg',
    optional: true,
  }),
  targetRightAscension: getPut(double, {
    doc: 'Right ascension for the target methods; unset (0x402) until written.',
    unit: 'h',
    optional: true,
  }),
  tracking: getPut(bool, { doc: 'Whether the mount follows the sky.', state: true }),
  trackingRate: getPut(driveRate, { doc: 'The rate at which the mount tracks.' }),
  trackingRates: get(driveRates, { doc: 'The rates that `trackingRate` takes.' }),
  unpark: put({ doc: 'Makes a parked mount ready to move.', optional: true, patience: 'long' }),
  utcDate: getPut(utc, { doc: "The mount's own time.", as: 'UTCDate', state: true }),
  abortSlew: put({ doc: 'Stops any slew at once; tracking is restored.', urgent: true }),
} as const;

export interface Telescope extends Device, MembersOf<typeof telescopeMembers> {
  readonly type: 'telescope';
  /** Slews to coordinates in the mount's own equatorial system (h, deg) and waits until it has settled there. */
  slew(
    to: { readonly rightAscension: number; readonly declination: number },
    options?: OperationOptions,
  ): Promise<void>;
  /** Slews to azimuth and altitude in degrees, tracking off, and waits. */
  slewHorizontal(
    to: { readonly azimuth: number; readonly altitude: number },
    options?: OperationOptions,
  ): Promise<void>;
  /** Parks and waits until AtPark reads true: a mount that has only stopped is not parked. Does nothing when parked. */
  park(options?: OperationOptions): Promise<void>;
  /** Unparks and waits until AtPark reads false. Does nothing when not parked. */
  unpark(options?: OperationOptions): Promise<void>;
  findHome(options?: OperationOptions): Promise<void>;
  /** Switches tracking and reads it back, since some mounts ignore the write. */
  track(on: boolean, options?: OperationOptions): Promise<void>;
  /** Forces a pointing state where `canSetPierSide`, and waits until it reads back. */
  flipTo(side: Exclude<PierSide, 'unknown'>, options?: OperationOptions): Promise<void>;
  pulseGuide(
    pulse: { readonly direction: GuideDirection; readonly duration: number },
    options?: OperationOptions,
  ): Promise<void>;
}
