import { MEASURES } from './measures.js';
import { bareMeasure, type Measure } from './measure.js';
import type { LimitQuantity } from './plan.js';

/** A quantity that can be compared with a value. */
export interface Limited {
  readonly measure: Measure;
  readonly example: string;
  readonly meaning: string;
}

export const degrees: Measure = { ...MEASURES.angle, examples: ['30 deg'], least: -90, most: 90 };
const celsius = bareMeasure('a temperature', 'C', { C: 1, '°C': 1 }, -273.15);
const wind = bareMeasure('a speed', 'm/s', { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704, kn: 0.514444 }, 0);

/** Every quantity that can be compared with a value. */
export const LIMITED: Readonly<Record<LimitQuantity, Limited>> = {
  altitude: { measure: { ...degrees, name: 'an altitude' }, example: '> 30 deg', meaning: 'Altitude of the target.' },
  'above-horizon': {
    measure: { ...degrees, name: 'an angle' },
    example: '> 5 deg',
    meaning: 'How far the target is above the horizon of the site in its direction.',
  },
  airmass: {
    measure: bareMeasure('an airmass', '', {}, 1),
    example: '< 2',
    meaning: 'Air that the target is seen through, 1 at the zenith.',
  },
  'hour-angle': {
    measure: MEASURES.hourAngle,
    example: '< 3 h',
    meaning: 'Time since the target crossed the meridian, negative in the east.',
  },
  'moon-separation': {
    measure: { ...degrees, name: 'a separation', least: 0, most: 180 },
    example: '> 40 deg',
    meaning: 'Angle between the target and the moon.',
  },
  'moon-altitude': {
    measure: { ...degrees, name: 'an altitude' },
    example: '< 0 deg',
    meaning: 'Altitude of the moon.',
  },
  'moon-phase': { measure: MEASURES.percent, example: '< 40 %', meaning: "Lit share of the moon's disk." },
  'sun-altitude': {
    measure: { ...degrees, name: 'an altitude' },
    example: '< -15 deg',
    meaning: 'Altitude of the sun.',
  },
  'sun-separation': {
    measure: { ...degrees, name: 'a separation', least: 0, most: 180 },
    example: '> 30 deg',
    meaning: 'Angle between the target and the sun, while the sun is above -2 deg.',
  },
  'cloud-cover': { measure: MEASURES.percent, example: '< 30 %', meaning: 'Cloud cover, by the weather station.' },
  humidity: { measure: MEASURES.percent, example: '< 85 %', meaning: 'Relative humidity, by the weather station.' },
  'wind-speed': { measure: wind, example: '< 8 m/s', meaning: 'Wind, by the weather station.' },
  'wind-gust': { measure: wind, example: '< 12 m/s', meaning: 'Strongest gust, by the weather station.' },
  'rain-rate': {
    measure: bareMeasure('a rate', 'mm/h', { 'mm/h': 1 }, 0),
    example: '<= 0 mm/h',
    meaning: 'Rain, by the weather station.',
  },
  temperature: { measure: celsius, example: '> -15 C', meaning: 'Temperature of the air, by the weather station.' },
  'sky-temperature': {
    measure: celsius,
    example: '< -20 C',
    meaning: 'Temperature of the sky, by the weather station.',
  },
  'sky-quality': {
    measure: bareMeasure('a sky quality', 'mag', { mag: 1, 'mag/arcsec2': 1 }),
    example: '> 20.5 mag',
    meaning: 'Darkness of the sky in magnitudes per square arcsecond, by the weather station.',
  },
  seeing: {
    measure: bareMeasure('a seeing', 'arcsec', { arcsec: 1, '"': 1 }, 0),
    example: '< 3 arcsec',
    meaning: 'FWHM of stars, by the weather station.',
  },
};
