import { formatMeasure, type Measure, measured } from './measure.js';

/** An angle in degrees, of whatever range. */
const ANGLE = {
  name: 'an angle',
  examples: ['30 deg', '-15°', '45 arcmin'],
  description: 'An angle: a number with deg, arcmin or arcsec. A bare number is in degrees.',
  unit: 'deg',
  units: { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600 },
  spellings: { '°': 1, d: 1, degree: 1, degrees: 1, "'": 1 / 60, '"': 1 / 3600 },
} as const satisfies Measure;

/** A lone `m` is refused: it could be minutes or metres. */
const DURATION = {
  name: 'a duration',
  examples: ['180 s', '10 min', '1h30m', '1.5 h', '250 ms'],
  description: 'A duration: a number with s, min, h, ms or d, or parts such as 1h30m. A bare number is in seconds.',
  unit: 's',
  units: { s: 1, min: 60, h: 3600, ms: 0.001, d: 86_400 },
  spellings: { sec: 1, second: 1, seconds: 1, minute: 60, minutes: 60, hour: 3600, hours: 3600, days: 86_400 },
  inParts: { m: 60 },
  least: 0,
} as const satisfies Measure;

const NUMBER = { name: 'a number', examples: ['10', '1'], unit: '', units: {}, whole: true } as const;

/** Every quantity that is a number and a unit. */
export const MEASURES = {
  angle: ANGLE,
  altitude: { ...ANGLE, name: 'an altitude', examples: ['30 deg', '45'], least: -90, most: 90 },
  azimuth: {
    ...ANGLE,
    name: 'an azimuth',
    examples: ['90 deg', '180'],
    description: 'An azimuth in degrees, from north (0) through east (90).',
    least: 0,
    most: 360,
  },
  latitude: {
    ...ANGLE,
    name: 'a latitude',
    examples: ['48.137 deg', '-33.9', '48° 8\' 13" N'],
    description: 'A latitude in degrees, north positive, with or without minutes and seconds.',
    least: -90,
    most: 90,
  },
  longitude: {
    ...ANGLE,
    name: 'a longitude',
    examples: ['11.575 deg', '-70.7', "70° 44' W"],
    description: 'A longitude in degrees, EAST positive, with or without minutes and seconds.',
    least: -180,
    most: 180,
  },
  hourAngle: {
    name: 'an hour angle',
    examples: ['-40 s', '1.5 h', '1h30m'],
    description:
      'An hour angle in time: h, min or s, or parts such as 1h30m; negative in the east. A bare number is in hours.',
    unit: 'h',
    units: { h: 1, min: 1 / 60, s: 1 / 3600, deg: 1 / 15 },
    spellings: { hours: 1, '°': 1 / 15 },
    inParts: { m: 1 / 60 },
    least: -12,
    most: 12,
  },
  duration: DURATION,
  exposure: {
    ...DURATION,
    name: 'an exposure time',
    examples: ['180 s', '0.5 s', '5 min'],
    description: 'An exposure time: a number with s, ms or min. A bare number is in seconds.',
    most: 86_400,
  },
  temperature: {
    name: 'a temperature',
    examples: ['-10 C', '-10 °C', '5'],
    description: 'A temperature in degrees Celsius: C or °C, or a bare number.',
    unit: 'C',
    units: { C: 1, '°C': 1 },
    spellings: { degC: 1, 'deg C': 1, Celsius: 1 },
    least: -273.15,
    most: 100,
  },
  temperatureDifference: {
    name: 'a temperature difference',
    examples: ['2 C', '0.5 K'],
    description: 'A difference of temperature: C, °C or K, or a bare number in degrees.',
    unit: 'C',
    units: { C: 1, K: 1 },
    spellings: { '°C': 1, degC: 1 },
    least: 0,
    most: 100,
  },
  length: {
    name: 'a length',
    examples: ['530 mm', '1.2 m', '80'],
    description: 'A length: a number with mm, cm, m or in. A bare number is in millimetres.',
    unit: 'mm',
    units: { mm: 1, cm: 10, m: 1000, in: 25.4 },
    least: 0,
  },
  elevation: {
    name: 'an elevation',
    examples: ['420 m', '420'],
    description: 'A height above sea level: m, km or ft. A bare number is in metres.',
    unit: 'm',
    units: { m: 1, km: 1000, ft: 0.3048 },
    least: -500,
    most: 9000,
  },
  angularRate: {
    name: 'a rate',
    examples: ['3 deg/s', '3'],
    description: 'A rate of turning in deg/s.',
    unit: 'deg/s',
    units: { 'deg/s': 1 },
    spellings: { '°/s': 1 },
    least: 0,
  },
  percent: {
    name: 'a percentage',
    examples: ['15 %', '15'],
    description: 'A percentage: a number with or without %.',
    unit: '%',
    units: { '%': 1 },
    spellings: { percent: 1 },
  },
  count: { ...NUMBER, description: 'A whole number, 0 or more.', least: 0, most: 1_000_000 },
  positiveCount: { ...NUMBER, description: 'A whole number, 1 or more.', least: 1, most: 1_000_000 },
  wholeNumber: {
    name: 'a whole number',
    examples: ['12500', '-40'],
    description: 'A whole number.',
    unit: '',
    units: { steps: 1 },
    spellings: { step: 1 },
    whole: true,
  },
} as const satisfies Readonly<Record<string, Measure>>;

/** deg */
export const angle = measured(MEASURES.angle);
/** deg, -90 to 90. */
export const altitude = measured(MEASURES.altitude);
/** deg, 0 to 360, north 0, east 90. */
export const azimuth = measured(MEASURES.azimuth);
/** h, negative in the east. */
export const hourAngle = measured(MEASURES.hourAngle);
/** s, 0 or more. */
export const duration = measured(MEASURES.duration);
/** s; 0 is for a bias frame. */
export const exposure = measured(MEASURES.exposure);
/** Degrees Celsius. */
export const temperature = measured(MEASURES.temperature);
/** Degrees Celsius, how much warmer or colder. */
export const temperatureDifference = measured(MEASURES.temperatureDifference);
/** mm */
export const length = measured(MEASURES.length);
/** m above sea level. */
export const elevation = measured(MEASURES.elevation);
/** deg/s */
export const angularRate = measured(MEASURES.angularRate);
/** 15 for "15 %". */
export const percent = measured(MEASURES.percent);
/** 0 or more, whole. */
export const count = measured(MEASURES.count);
/** 1 or more, whole. */
export const positiveCount = measured(MEASURES.positiveCount);
/** A whole number of any sign: focuser steps, for one. */
export const wholeNumber = measured(MEASURES.wholeNumber);

/** In hours or minutes where it is a whole number of them, else in seconds: "90 min". */
export function formatDuration(seconds: number): string {
  return formatMeasure(MEASURES.duration, seconds, ['h', 'min']);
}

/** "300 s": exposures are told in seconds. */
export function formatExposure(seconds: number): string {
  return formatMeasure(MEASURES.exposure, seconds);
}

/** "30 deg"; what is less than a degree in arcmin or arcsec where it is a whole number of them. */
export function formatAngle(degrees: number): string {
  return formatMeasure(MEASURES.angle, degrees, Math.abs(degrees) < 1 ? ['arcmin', 'arcsec'] : []);
}

/** "-40 s": in hours, minutes or seconds, whichever makes it a whole number. */
export function formatHourAngle(hours: number): string {
  return formatMeasure(MEASURES.hourAngle, hours, ['h', 'min', 's']);
}
