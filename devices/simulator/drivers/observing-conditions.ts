import type { Clock } from '../../clock.js';
import type { observingConditionsMembers } from '../../roles/observing-conditions.js';
import { refuse, within } from '../errors.js';
import type { Observatory } from '../world/observatory.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

/** s between two readings of the sensors */
export const INTERVAL = 5;
/** h */
const LONGEST_AVERAGE = 24;
const SAMPLES = 12;

/** The sensors by their names on the wire. */
const SENSORS: Readonly<Record<string, string>> = {
  CloudCover: 'Infrared cloud sensor',
  DewPoint: 'From temperature and humidity',
  Humidity: 'Capacitive sensor',
  Pressure: 'Barometer',
  RainRate: 'Tipping bucket',
  SkyBrightness: 'Photodiode',
  SkyQuality: 'Sky quality meter',
  SkyTemperature: 'Infrared thermometer',
  StarFWHM: 'Seeing monitor',
  Temperature: 'Thermometer',
  WindDirection: 'Vane',
  WindGust: 'Anemometer, strongest of two minutes',
  WindSpeed: 'Anemometer',
};

export class ObservingConditionsDriver extends Driver implements Served<typeof observingConditionsMembers> {
  readonly #world: Observatory;
  #average = 0;
  #refreshed = 0;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, world: Observatory) {
    super(info, clock, connectTime);
    this.#world = world;
  }

  averagePeriod(): number {
    return this.#average;
  }

  setAveragePeriod(hours: number): void {
    this.#average = within(hours, 0, LONGEST_AVERAGE, 'the averaging period in hours');
  }

  cloudCover(): number {
    return this.#read((now) => this.#world.weather.cloudCover(now));
  }

  dewPoint(): number {
    return this.#read((now) => this.#world.weather.dewPoint(now));
  }

  humidity(): number {
    return this.#read((now) => this.#world.weather.humidity(now));
  }

  pressure(): number {
    return this.#read((now) => this.#world.weather.pressure(now));
  }

  rainRate(): number {
    return this.#read((now) => this.#world.weather.rainRate(now));
  }

  refresh(): void {
    this.#refreshed = this.now();
  }

  sensorDescription({ sensorName }: { readonly sensorName: string }): string {
    return SENSORS[spelt(sensorName)] ?? '';
  }

  skyBrightness(): number {
    // Candela a square metre of the sky's surface brightness, times pi for the light of a whole sky on a surface.
    return this.#read((now) => Math.PI * 108_000 * 10 ** (-0.4 * this.#world.zenithBrightness(now)));
  }

  skyQuality(): number {
    return this.#read((now) => this.#world.zenithBrightness(now));
  }

  skyTemperature(): number {
    return this.#read((now) => this.#world.weather.skyTemperature(now));
  }

  starFWHM(): number {
    return this.#read((now) => this.#world.weather.seeing(now));
  }

  temperature(): number {
    return this.#read((now) => this.#world.weather.temperature(now));
  }

  timeSinceLastUpdate({ sensorName }: { readonly sensorName: string }): number {
    if (sensorName !== '') spelt(sensorName);
    return (this.now() - this.#lastReading()) / 1000;
  }

  windDirection(): number {
    return this.#read((now) => this.#world.weather.windDirection(now));
  }

  windGust(): number {
    return this.#read((now) => this.#world.weather.gust(now));
  }

  windSpeed(): number {
    return this.#read((now) => this.#world.weather.windSpeed(now));
  }

  #lastReading(): number {
    const now = this.now();
    return Math.max(this.#refreshed, now - (now % (INTERVAL * 1000)));
  }

  #read(sensor: (now: number) => number): number {
    const last = this.#lastReading();
    const values = Array.from({ length: this.#average > 0 ? SAMPLES : 1 }, (_, i) =>
      sensor(last - (i / SAMPLES) * this.#average * 3_600_000),
    );
    return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(6));
  }
}

/** The name of a sensor as the table spells it, whatever the case it came in. */
function spelt(name: string): string {
  const found = Object.keys(SENSORS).find((sensor) => sensor.toLowerCase() === name.toLowerCase());
  return found ?? refuse('invalidValue', `there is no sensor "${name}"`);
}
