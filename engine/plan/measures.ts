import { type Measure, measured } from './measure.js';

/** Seconds each. A lone `m` is refused: it could be minutes or metres. */
const TIME_UNITS = { s: 1, min: 60, h: 3600, ms: 0.001, d: 86_400 } as const;
const TIME_SPELLINGS = {
  sec: 1,
  second: 1,
  seconds: 1,
  minute: 60,
  minutes: 60,
  hour: 3600,
  hours: 3600,
  days: 86_400,
} as const;

export const durationMeasure: Measure = {
  name: 'a duration',
  examples: ['180 s', '10 min', '1h30m', '1.5 h', '250 ms'],
  description: 'A duration: a number with s, min, h, ms or d, or parts such as 1h30m. A bare number is in seconds.',
  unit: 's',
  units: TIME_UNITS,
  spellings: TIME_SPELLINGS,
  inParts: { m: 60 },
  least: 0,
};

/** s, 0 or more. */
export const duration = measured(durationMeasure);

/** s, more than none: what is waited or exposed for. */
export const exposure = measured({
  ...durationMeasure,
  name: 'an exposure time',
  examples: ['180 s', '0.5 s', '5 min'],
  description: 'An exposure time: a number with s, ms or min. A bare number is in seconds.',
  most: 86_400,
});

const ANGLE_UNITS = { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600 } as const;
const ANGLE_SPELLINGS = { '°': 1, d: 1, degree: 1, degrees: 1, "'": 1 / 60, '"': 1 / 3600 } as const;

export const angleMeasure: Measure = {
  name: 'an angle',
  examples: ['30 deg', '-15°', '45 arcmin'],
  description: 'An angle: a number with deg, arcmin or arcsec. A bare number is in degrees.',
  unit: 'deg',
  units: ANGLE_UNITS,
  spellings: ANGLE_SPELLINGS,
};

/** deg */
export const angle = measured(angleMeasure);

/** deg, -90 to 90. */
export const altitude = measured({
  ...angleMeasure,
  name: 'an altitude',
  examples: ['30 deg', '45'],
  least: -90,
  most: 90,
});

/** deg, 0 to 360, north 0, east 90. */
export const azimuth = measured({
  ...angleMeasure,
  name: 'an azimuth',
  examples: ['90 deg', '180'],
  description: 'An azimuth in degrees, from north (0) through east (90).',
  least: 0,
  most: 360,
});

/** deg, north positive. */
export const latitude = measured({
  ...angleMeasure,
  name: 'a latitude',
  examples: ['48.137 deg', '-33.9'],
  description: 'A latitude in degrees, north positive.',
  least: -90,
  most: 90,
});

/** deg, EAST positive. */
export const longitude = measured({
  ...angleMeasure,
  name: 'a longitude',
  examples: ['11.575 deg', '-70.7'],
  description: 'A longitude in degrees, EAST positive.',
  least: -180,
  most: 180,
});

export const hourAngleMeasure: Measure = {
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
};

/** h */
export const hourAngle = measured(hourAngleMeasure);

/** Degrees Celsius. */
export const temperature = measured({
  name: 'a temperature',
  examples: ['-10 C', '-10 °C', '5'],
  description: 'A temperature in degrees Celsius: C or °C, or a bare number.',
  unit: 'C',
  units: { C: 1, '°C': 1 },
  spellings: { degC: 1, 'deg C': 1, Celsius: 1 },
  least: -273.15,
  most: 100,
});

/** Degrees Celsius, how much warmer or colder. */
export const temperatureDifference = measured({
  name: 'a temperature difference',
  examples: ['2 C', '0.5 K'],
  description: 'A difference of temperature: C, °C or K, or a bare number in degrees.',
  unit: 'C',
  units: { C: 1, K: 1 },
  spellings: { '°C': 1, degC: 1 },
  least: 0,
  most: 100,
});

/** mm, more than none. */
export const length = measured({
  name: 'a length',
  examples: ['530 mm', '1.2 m', '80'],
  description: 'A length: a number with mm, cm, m or in. A bare number is in millimetres.',
  unit: 'mm',
  units: { mm: 1, cm: 10, m: 1000, in: 25.4 },
  least: 0,
});

/** m above sea level. */
export const elevation = measured({
  name: 'an elevation',
  examples: ['420 m', '420'],
  description: 'A height above sea level: m, km or ft. A bare number is in metres.',
  unit: 'm',
  units: { m: 1, km: 1000, ft: 0.3048 },
  least: -500,
  most: 9000,
});

/** deg/s, more than none. */
export const angularRate = measured({
  name: 'a rate',
  examples: ['3 deg/s', '3'],
  description: 'A rate of turning in deg/s.',
  unit: 'deg/s',
  units: { 'deg/s': 1 },
  spellings: { '°/s': 1 },
  least: 0,
});

/** 0 or more, whole. */
export const count = measured({
  name: 'a number',
  examples: ['10', '1'],
  description: 'A whole number, 0 or more.',
  unit: '',
  units: {},
  whole: true,
  least: 0,
});

/** 1 or more, whole. */
export const positiveCount = measured({
  name: 'a number',
  examples: ['10', '1'],
  description: 'A whole number, 1 or more.',
  unit: '',
  units: {},
  whole: true,
  least: 1,
});

/** A whole number of any sign: focuser steps, for one. */
export const wholeNumber = measured({
  name: 'a whole number',
  examples: ['12500', '-40'],
  description: 'A whole number.',
  unit: '',
  units: { steps: 1 },
  spellings: { step: 1 },
  whole: true,
});

export const percentMeasure: Measure = {
  name: 'a percentage',
  examples: ['15 %', '15'],
  description: 'A percentage: a number with or without %.',
  unit: '%',
  units: { '%': 1 },
  spellings: { percent: 1 },
};

/** 15 for "15 %". */
export const percent = measured(percentMeasure);
