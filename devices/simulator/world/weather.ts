import { type EpochMs, type Site, wrapHours } from '../../../sky/index.js';
import type { Stretch, WeatherOptions } from '../options.js';

const HOUR = 3_600_000;
const HOLDS = (now: EpochMs) => (stretch: Stretch) => stretch.from <= now && now < stretch.to;

/** What the sky does. Scripted; what is added while the world runs is one stretch more. */
export class Weather {
  #clouds: readonly Stretch[];
  #rain: readonly Stretch[];

  constructor(
    readonly options: WeatherOptions,
    readonly site: Site,
  ) {
    this.#clouds = options.clouds;
    this.#rain = options.rain;
  }

  cloudy(now: EpochMs): boolean {
    return this.#clouds.some(HOLDS(now)) || this.raining(now);
  }

  raining(now: EpochMs): boolean {
    return this.#rain.some(HOLDS(now));
  }

  /** Share of the starlight that the clouds let through. */
  transparency(now: EpochMs): number {
    return this.cloudy(now) ? 0.02 : 1;
  }

  safe(now: EpochMs): boolean {
    return !this.cloudy(now);
  }

  /** Air temperature, C: warmest at three in the afternoon of the sun's own time. */
  temperature(now: EpochMs): number {
    const solar = wrapHours((now % (24 * HOUR)) / HOUR + this.site.longitude / 15);
    const swing = (hour: number): number => 4 * Math.cos(((hour - 15) / 12) * Math.PI);
    return this.options.temperature + swing(solar) - swing(0);
  }

  cloudsDuring(stretch: Stretch): void {
    this.#clouds = [...this.#clouds, stretch];
  }

  rainDuring(stretch: Stretch): void {
    this.#rain = [...this.#rain, stretch];
  }

  /** Blue sky from now on. */
  clear(now: EpochMs): void {
    const past = (list: readonly Stretch[]): readonly Stretch[] =>
      list.filter((s) => s.from < now).map((s) => ({ from: s.from, to: Math.min(s.to, now) }));
    this.#clouds = past(this.#clouds);
    this.#rain = past(this.#rain);
  }
}
