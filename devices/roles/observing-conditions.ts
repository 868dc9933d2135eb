import type { Device } from './device.js';
import { double, get, getPut, type MembersOf, put, text } from './member.js';

const sensor = (doc: string, unit: string, as?: string) =>
  get(double, { doc, unit, optional: true, state: true, ...(as ? { as } : {}) });

export const observingConditionsMembers = {
  averagePeriod: getPut(double, { doc: 'Period over which the values are averaged; 0 for none.', unit: 'h' }),
  cloudCover: sensor('Cloud cover.', '%'),
  dewPoint: sensor('Dew point; there exactly when humidity is.', 'C'),
  humidity: sensor('Relative humidity.', '%'),
  pressure: sensor("Air pressure at the site's elevation.", 'hPa'),
  rainRate: sensor('Rain.', 'mm/h'),
  refresh: put({ doc: 'Has the sensors read at once.', optional: true, patience: 'long' }),
  sensorDescription: get(text, {
    doc: 'Describes the sensor behind a property, by its name on the wire.',
    params: { sensorName: text },
    optional: true,
  }),
  skyBrightness: sensor('Brightness of the sky.', 'lux'),
  skyQuality: sensor('Darkness of the sky.', 'mag/arcsec2'),
  skyTemperature: sensor('Temperature of the sky in the infrared.', 'C'),
  starFWHM: sensor('Seeing.', 'arcsec'),
  temperature: sensor('Air temperature.', 'C'),
  timeSinceLastUpdate: get(double, {
    doc: "Age of a property's value, by its name on the wire; of the latest of all for an empty name.",
    unit: 's',
    params: { sensorName: text },
    optional: true,
  }),
  windDirection: sensor('Where the wind comes from; 0 when calm, 360 for north.', 'deg'),
  windGust: sensor('Peak wind over the last two minutes.', 'm/s'),
  windSpeed: sensor('Wind.', 'm/s'),
} as const;

export interface ObservingConditions extends Device, MembersOf<typeof observingConditionsMembers> {
  readonly type: 'observingconditions';
}
