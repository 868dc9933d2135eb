import type { FrameFacts } from '../frame.js';
import type { CardList } from './card-list.js';

/** What the weather station said when the exposure began. */
export function weatherCards(list: CardList, { start: { weather } }: FrameFacts): void {
  if (!weather) return;
  list
    .real('AMBTEMP', weather.temperature, 'air', { unit: 'degC', decimals: 2 })
    .real('DEWPOINT', weather.dewPoint, 'dew point', { unit: 'degC', decimals: 2 })
    .real('HUMIDITY', weather.humidity, 'relative humidity', { unit: '%', decimals: 1 })
    .real('PRESSURE', weather.pressure, 'air pressure at the site', { unit: 'hPa', decimals: 2 })
    .real('CLOUDCVR', weather.cloudCover, 'cloud cover', { unit: '%', decimals: 1 })
    .real('RAINRATE', weather.rainRate, 'rain', { unit: 'mm/h', decimals: 2 })
    .real('WINDSPD', weather.windSpeed, 'wind', { unit: 'm/s', decimals: 2 })
    .real('WINDGUST', weather.windGust, 'peak wind', { unit: 'm/s', decimals: 2 })
    .real('WINDDIR', weather.windDirection, 'where the wind comes from', { unit: 'deg', decimals: 1 })
    .real('SKYTEMP', weather.skyTemperature, 'sky, infrared', { unit: 'degC', decimals: 2 })
    .real('MPSAS', weather.skyQuality, 'darkness of the sky', { unit: 'mag/arcsec2', decimals: 3 })
    .real('SKYBRGHT', weather.skyBrightness, 'brightness of the sky', { unit: 'lux' })
    .real('STARFWHM', weather.starFWHM, 'seeing', { unit: 'arcsec', decimals: 2 });
}
