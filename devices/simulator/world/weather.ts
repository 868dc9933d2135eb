import { type EpochMs, type Site, wrapDegrees, wrapHours } from '../../../sky/index.js';
import type { Stretch, WeatherOptions } from '../options.js';

const HOUR = 3_600_000;
const holds = (now: EpochMs) => (stretch: Stretch) => stretch.from <= now && now < stretch.to;

/** Steps of the scripts that can be added while the world runs. */
export type Condition = 'clouds' | 'rain' | 'wind';

/** What the sky does. Scripted; what is added while the world runs is one stretch more. All values are consistent. */
export class Weather {
  #script: Readonly<Record<Condition, readonly Stretch[]>>;

  constructor(
    readonly options: WeatherOptions,
    readonly site: Site,
    readonly seed: number,
  ) {
    this.#script = { clouds: options.clouds, rain: options.rain, wind: options.wind };
  }

  cloudy(now: EpochMs): boolean {
    return this.#script.clouds.some(holds(now)) || this.raining(now);
  }

  raining(now: EpochMs): boolean {
    return this.#script.rain.some(holds(now));
  }

  /** The showers that have begun by now. */
  showers(now: EpochMs): readonly Stretch[] {
    return this.#script.rain.filter(({ from }) => from <= now);
  }

  /** mm/h */
  rainRate(now: EpochMs): number {
    return this.raining(now) ? 3 + this.#wave(now, 0.3, 4) : 0;
  }

  /** % */
  cloudCover(now: EpochMs): number {
    return this.cloudy(now) ? 95 : Math.max(0, 3 + this.#wave(now, 2.5, 1));
  }

  /** Share of the starlight that the clouds let through. */
  transparency(now: EpochMs): number {
    return this.cloudy(now) ? 0.02 : 1;
  }

  safe(now: EpochMs): boolean {
    return !this.cloudy(now) && this.gust(now) < this.options.windLimit;
  }

  /** Air temperature, C: warmest at three in the afternoon of the sun's own time. */
  temperature(now: EpochMs): number {
    const solar = wrapHours((now % (24 * HOUR)) / HOUR + this.site.longitude / 15);
    const swing = (hour: number): number => 4 * Math.cos(((hour - 15) / 12) * Math.PI);
    return this.options.temperature + swing(solar) - swing(0);
  }

  /** C; the air holds as much water all night, unless it rains. */
  dewPoint(now: EpochMs): number {
    const dry = this.options.temperature - 12 + this.#wave(now, 1, 2);
    return Math.min(this.temperature(now) - 0.2, this.raining(now) ? this.temperature(now) - 0.5 : dry);
  }

  /** %, from temperature and dew point (Magnus, with the constants of Alduchov and Eskridge 1996). */
  humidity(now: EpochMs): number {
    const saturation = (celsius: number): number => Math.exp((17.625 * celsius) / (243.04 + celsius));
    return 100 * (saturation(this.dewPoint(now)) / saturation(this.temperature(now)));
  }

  /** hPa at the site's height (standard atmosphere). */
  pressure(now: EpochMs): number {
    return 1013.25 * (1 - 2.25577e-5 * this.site.elevation) ** 5.25588 + this.#wave(now, 2, 3);
  }

  /** m/s */
  windSpeed(now: EpochMs): number {
    const storm = this.#script.wind.some(holds(now)) ? 18 : 0;
    return Math.max(0, storm + 3 + this.#wave(now, 1.5, 5));
  }

  /** m/s, the strongest of two minutes */
  gust(now: EpochMs): number {
    return this.windSpeed(now) * 1.4;
  }

  /** Where it comes from; 0 when calm, 360 for north. */
  windDirection(now: EpochMs): number {
    if (this.windSpeed(now) === 0) return 0;
    const from = wrapDegrees(300 + this.#wave(now, 25, 6));
    return from === 0 ? 360 : from;
  }

  /** Of the sky in the infrared, C: clouds are warm. */
  skyTemperature(now: EpochMs): number {
    return this.temperature(now) - (this.cloudy(now) ? 3 : 28);
  }

  /** FWHM at the zenith, arcsec */
  seeing(now: EpochMs): number {
    return this.options.seeing * (1 + this.#wave(now, 0.05, 7));
  }

  during(condition: Condition, stretch: Stretch): void {
    this.#script = { ...this.#script, [condition]: [...this.#script[condition], stretch] };
  }

  /** Blue sky and a calm from now on. */
  clear(now: EpochMs): void {
    const past = (list: readonly Stretch[]): readonly Stretch[] =>
      list.filter((s) => s.from < now).map((s) => ({ from: s.from, to: Math.min(s.to, now) }));
    const { clouds, rain, wind } = this.#script;
    this.#script = { clouds: past(clouds), rain: past(rain), wind: past(wind) };
  }

  /** Slow change that repeats with the seed: waves of 37 and 113 minutes. */
  #wave(now: EpochMs, amplitude: number, which: number): number {
    const phase = this.seed * 2.399 + which * 1.7;
    const minutes = now / 60_000;
    return (
      amplitude *
      (0.6 * Math.sin((2 * Math.PI * minutes) / 37 + phase) + 0.4 * Math.sin((2 * Math.PI * minutes) / 113 + 3 * phase))
    );
  }
}
