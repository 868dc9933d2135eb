import { describe, expect, it } from 'vitest';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { electronsOfMagnitudeZero, extinction, pixelScale, starWidth } from '../../devices/simulator/world/flux.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, wrapHours } from '../../sky/index.js';

const NIGHT = Date.UTC(2026, 10, 21, 22);
const HOUR = 3_600_000;

function worldAt(options: Omit<WorldOptions, 'clock'> = {}) {
  return createWorld({ clock: new VirtualClock(NIGHT), ...options });
}

describe('the weather', () => {
  it('is the same again for the same seed', () => {
    const values = (seed: number) => {
      const { weather } = worldAt({ seed });
      return [0, 1, 2, 3].map((h) => [weather.windSpeed(NIGHT + h * HOUR), weather.pressure(NIGHT + h * HOUR)]);
    };
    expect(values(3)).toEqual(values(3));
    expect(values(3)).not.toEqual(values(4));
  });

  it('stays within what nights are like, over a year', () => {
    const { weather } = worldAt();
    for (let at = NIGHT; at < NIGHT + 365 * 24 * HOUR; at += 7.3 * HOUR) {
      expect(weather.humidity(at)).toBeGreaterThan(20);
      expect(weather.humidity(at)).toBeLessThan(100);
      expect(weather.dewPoint(at)).toBeLessThan(weather.temperature(at));
      expect(weather.gust(at)).toBeLessThan(15);
      expect(weather.windDirection(at)).toBeLessThanOrEqual(360);
      expect(weather.safe(at)).toBe(true);
    }
  });

  it('is warmest in the afternoon', () => {
    const { weather } = worldAt();
    expect(weather.temperature(Date.UTC(2026, 10, 21, 16))).toBeGreaterThan(
      weather.temperature(Date.UTC(2026, 10, 21, 4)) + 6,
    );
    expect(weather.temperature(Date.UTC(2026, 10, 22, 1, 11))).toBeCloseTo(10, 1);
  });

  it('is not safe in clouds, rain or a storm, and each shows in what is measured', () => {
    const stretch = [{ from: NIGHT, to: NIGHT + HOUR }];
    const clouds = worldAt({ weather: { clouds: stretch } });
    expect(clouds.weather.safe(NIGHT)).toBe(false);
    expect(clouds.weather.cloudCover(NIGHT)).toBeGreaterThan(90);
    expect(clouds.weather.skyTemperature(NIGHT)).toBeGreaterThan(worldAt().weather.skyTemperature(NIGHT) + 15);
    expect(clouds.zenithBrightness(NIGHT)).toBeLessThan(19);
    const rain = worldAt({ weather: { rain: stretch } }).weather;
    expect([rain.safe(NIGHT), rain.rainRate(NIGHT) > 0, rain.humidity(NIGHT) > 90]).toEqual([false, true, true]);
    const storm = worldAt({ weather: { wind: stretch } }).weather;
    expect([storm.safe(NIGHT), storm.gust(NIGHT) > 20, storm.safe(NIGHT + HOUR)]).toEqual([false, true, true]);
  });
});

describe('the light', () => {
  it('grows with the aperture squared and the width of the passband', () => {
    const { optics, camera } = worldAt().setup;
    const filter = { bandwidth: 100, transmission: 0.9 };
    const light = electronsOfMagnitudeZero(optics, camera, filter);
    expect(electronsOfMagnitudeZero({ ...optics, aperture: 2 * optics.aperture }, camera, filter) / light).toBeCloseTo(
      4,
      9,
    );
    expect(electronsOfMagnitudeZero(optics, camera, { ...filter, bandwidth: 5 }) / light).toBeCloseTo(0.05, 9);
  });

  it('is dimmed by the air, and smeared by it and by the telescope', () => {
    expect(extinction(2) - extinction(1)).toBeCloseTo(0.15, 9);
    const { optics } = worldAt().setup;
    // 400 mm at f/5: diffraction of 2.83 um and a spot of 4 um, 4.90 um in all, are 2.53 arcsec.
    const telescope = starWidth(0, 1, 0, optics);
    expect(telescope).toBeCloseTo(2.53, 2);
    for (const air of [1, 2]) {
      expect(starWidth(2, air, 0, optics)).toBeCloseTo(Math.hypot(2 * air ** 0.6, telescope), 9);
    }
    // At 2 m and f/10 the air is nearly all that matters.
    expect(starWidth(2, 1, 0, { ...optics, focalLength: 2000, aperture: 200 })).toBeLessThan(2.15);
  });

  it.each([-4, 1])(
    'of a star at %d hours from the meridian arrives with the extinction of its altitude',
    async (hourAngle) => {
      const clock = new VirtualClock(NIGHT);
      const world = createWorld({ clock, roof: { open: true } });
      world.mount.unpark(clock.now());
      world.mount.slew(apparent(wrapHours(world.mount.sidereal(clock.now()) / 15 - hourAngle), 20), clock.now());
      await clock.advance(60_000);
      const { altitude } = world.snapshot().mount.horizontal;
      expect(world.camera.scene.airmass(clock.now()) * Math.sin((altitude * Math.PI) / 180)).toBeCloseTo(1, 1);
    },
  );
});

describe('the focus', () => {
  it('moves with the filter and with the temperature', async () => {
    const clock = new VirtualClock(NIGHT);
    const world = createWorld({ clock, focuser: { best: 5000, temperatureCoefficient: -8, position: 5000 } });
    const { focuser } = world;
    expect(focuser.best(0, 10)).toBe(5000);
    expect(focuser.best(30, 10)).toBe(5030);
    expect(focuser.best(0, 7)).toBe(5024);
    focuser.move(5024, clock.now());
    await clock.advance(5000);
    expect(focuser.defocus(clock.now(), 0, 7)).toBe(0);
    expect(focuser.defocus(clock.now(), 0, 10)).toBe(24 * 4);
  });

  it.each([
    ['on a mild night', { temperature: 10 }, 0],
    ['in frost', { temperature: -15 }, 0],
    ['behind a first filter of another thickness', {}, 30],
  ])('is that of the first filter at first, %s: it shows the sharpest image', async (_, weather, focusOffset) => {
    const clock = new VirtualClock(NIGHT);
    const filters = [0, 15].map((more) => ({
      name: String(more),
      bandwidth: 300,
      transmission: 1,
      focusOffset: focusOffset + more,
    }));
    const world = createWorld({ clock, weather, filters, roof: { open: true } });
    world.mount.unpark(clock.now());
    world.mount.slew(apparent(wrapHours(world.mount.sidereal(clock.now()) / 15), 30), clock.now());
    await clock.advance(60_000);
    const width = async (filter: number): Promise<number> => {
      world.wheel.select(filter, clock.now());
      await clock.advance(10_000);
      const { width, height } = world.setup.camera;
      const region = { startX: 0, startY: 0, width: width / 8, height: height / 8, bin: 1 };
      world.camera.start({ ...region, duration: 1, light: true, gain: 0, offset: 50 }, clock.now());
      await clock.advance(5_000);
      return world.truth.lastFrame!.fwhm;
    };
    const first = await width(0);
    const sharpest = starWidth(world.weather.seeing(clock.now()), 1, 0, world.setup.optics);
    expect(first * pixelScale(world.setup.optics, world.setup.camera)).toBeLessThan(sharpest * 1.03);
    expect(await width(1)).toBeGreaterThan(first * 1.3);
  });

  it('is where a world that says so puts it', () => {
    const world = createWorld({ clock: new VirtualClock(NIGHT), focuser: { position: 1234 } });
    expect(world.focuser.position(NIGHT)).toBe(1234);
  });
});
