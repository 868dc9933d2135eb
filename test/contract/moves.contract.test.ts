import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { type AlpacaDevice, type DeviceType, InvalidValueError, ParkedError } from '../../devices/index.js';
import { wrapHours, wrapSignedHours } from '../../sky/index.js';
import { disconnectAll, openTarget, Skipped } from './target.js';

const target = await openTarget();
const { client, run } = target;
const skipped = new Skipped();

afterAll(async () => {
  await disconnectAll(target);
  await client.close();
  console.log(`Contract of movements, with ${target.name}; skipped:\n${String(skipped)}`);
});

/** The first device of a type, connected; skips the test, with the reason, where there is none to be moved. */
async function mover<K extends DeviceType>(type: K, context: TestContext): Promise<Extract<AlpacaDevice, { type: K }>> {
  const found = target.devices.find((device) => device.type === type);
  const why = target.still ?? (found ? undefined : 'the server has no such device');
  if (why !== undefined || !found) {
    skipped.note(type, why ?? '');
    context.skip(why);
  }
  const device = client.device(type, found?.number ?? 0) as unknown as Extract<AlpacaDevice, { type: K }>;
  await run((device as AlpacaDevice).connect());
  return device;
}

/** Skips, with a reason, what this device cannot do. */
function needs(context: TestContext, can: boolean, what: string): void {
  if (can) return;
  skipped.note(what, 'the device says that it cannot');
  context.skip(`the device says that it cannot: ${what}`);
}

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  run(
    work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );

describe(`movements of ${target.name}`, { timeout: 600_000 }, () => {
  it('opens what stands over the telescope', async (context) => {
    const dome = await mover('dome', context);
    needs(context, await run(dome.canSetShutter()), 'dome.openShutter');
    await run(dome.openShutter());
    expect(await run(dome.shutterStatus())).toBe('open');
  });

  it('slews to where it is sent, on both sides of the meridian, and parks', async (context) => {
    const telescope = await mover('telescope', context);
    needs(context, await run(telescope.canSlewAsync()), 'telescope.slew');
    await run(telescope.unpark());
    await run(telescope.track(true));
    const north = (await run(telescope.siteLatitude())) >= 0;
    for (const hourAngle of [-2, 2]) {
      const rightAscension = wrapHours((await run(telescope.siderealTime())) - hourAngle);
      const declination = north ? 20 : -20;
      await run(telescope.slew({ rightAscension, declination }));
      const off = wrapSignedHours((await run(telescope.rightAscension())) - rightAscension);
      expect(Math.abs(off * 15 * 3600)).toBeLessThan(60);
      expect(Math.abs((await run(telescope.declination())) - declination) * 3600).toBeLessThan(60);
      expect(await run(telescope.slewing())).toBe(false);
    }
    const error = await refusal(telescope.slewToCoordinatesAsync({ rightAscension: 1, declination: 91 }));
    expect(error).toBeInstanceOf(InvalidValueError);
    needs(context, await run(telescope.canPark()), 'telescope.park');
    await run(telescope.park());
    expect(await run(telescope.atPark())).toBe(true);
    await run(telescope.park());
    expect(await refusal(telescope.slewToCoordinatesAsync({ rightAscension: 1, declination: 20 }))).toBeInstanceOf(
      ParkedError,
    );
  });

  it('turns the wheel to each filter', async (context) => {
    const wheel = await mover('filterwheel', context);
    const names = await run(wheel.names());
    expect(await run(wheel.focusOffsets())).toHaveLength(names.length);
    for (const position of names.keys()) {
      await run(wheel.select(position));
      expect(await run(wheel.position())).toBe(position);
    }
    expect(await refusal(wheel.select(names.length))).toBeInstanceOf(InvalidValueError);
  });

  it('moves the focuser a little and back', async (context) => {
    const focuser = await mover('focuser', context);
    needs(context, await run(focuser.absolute()), 'focuser.move to a position');
    const before = await run(focuser.position());
    const step = Math.min(100, await run(focuser.maxIncrement()));
    const there = before + step <= (await run(focuser.maxStep())) ? before + step : before - step;
    for (const position of [there, before]) {
      await run(focuser.move({ position }));
      expect(Math.abs((await run(focuser.position())) - position)).toBeLessThanOrEqual(2);
    }
  });

  it('turns the rotator', async (context) => {
    const rotator = await mover('rotator', context);
    for (const position of [10, 350]) {
      await run(rotator.moveAbsolute({ position }));
      expect(await run(rotator.position())).toBeCloseTo(position, 0);
    }
  });

  it('takes images of the regions and binnings that it is asked for', async (context) => {
    const camera = await mover('camera', context);
    const [width, height] = [await run(camera.cameraXSize()), await run(camera.cameraYSize())];
    for (const bin of [1, Math.min(2, await run(camera.maxBinX()))]) {
      await run(camera.setBinX(bin));
      await run(camera.setBinY(bin));
      const [numX, numY] = [Math.floor(width / bin / 2), Math.floor(height / bin / 2)];
      await run(camera.setStartX(4));
      await run(camera.setStartY(2));
      await run(camera.setNumX(numX));
      await run(camera.setNumY(numY));
      const began = client.clock.now();
      await run(camera.expose({ duration: 0.5, light: true }));
      expect(await run(camera.lastExposureDuration())).toBeCloseTo(0.5, 1);
      expect(Math.abs((await run(camera.lastExposureStartTime())) - began)).toBeLessThan(2000);
      const image = await run(camera.image());
      expect([image.width, image.height]).toEqual([numX, numY]);
      const variant = await run(camera.imageArrayVariant());
      expect([variant.at(0, 0), variant.at(numX - 1, 3)]).toEqual([image.at(0, 0), image.at(numX - 1, 3)]);
    }
    await run(camera.setStartX(0));
    await run(camera.setNumX(width + 10));
    expect(await refusal(camera.startExposure({ duration: 0.1, light: true }))).toBeInstanceOf(InvalidValueError);
    await run(camera.setNumX(width));
  });

  it('aborts an exposure when its signal does', async (context) => {
    const camera = await mover('camera', context);
    needs(context, await run(camera.canAbortExposure()), 'camera.abortExposure');
    await run(camera.setBinX(1));
    await run(camera.setBinY(1));
    await run(camera.setStartX(0));
    await run(camera.setStartY(0));
    await run(camera.setNumX(64));
    await run(camera.setNumY(64));
    const stop = new AbortController();
    const exposing = refusal(camera.expose({ duration: 60, light: true }, { signal: stop.signal }));
    await run(client.clock.sleep(2000));
    expect(await run(camera.cameraState())).toBe('exposing');
    stop.abort(new Error('enough'));
    expect(await exposing).toMatchObject({ message: 'enough' });
    expect(await run(camera.cameraState())).toBe('idle');
    expect(await run(camera.imageReady())).toBe(false);
  });

  it('switches what can be switched, and back', async (context) => {
    const board = await mover('switch', context);
    let tried = 0;
    for (let id = 0; id < (await run(board.maxSwitch())); id++) {
      if (!(await run(board.canWrite({ id }))) || tried > 0) continue;
      const before = await run(board.getSwitchValue({ id }));
      const [low, high] = [await run(board.minSwitchValue({ id })), await run(board.maxSwitchValue({ id }))];
      const other = before === low ? high : low;
      for (const value of [other, before]) {
        await run(board.adjust({ id, value }));
        expect(await run(board.getSwitchValue({ id }))).toBeCloseTo(value, 3);
      }
      tried++;
    }
    needs(context, tried > 0, 'switch.adjust');
  });

  it('opens and closes the cover, and lights the panel', async (context) => {
    const cover = await mover('covercalibrator', context);
    if ((await run(cover.coverState())) !== 'notPresent') {
      await run(cover.openCover());
      await run(cover.closeCover());
      expect(await run(cover.coverState())).toBe('closed');
    } else skipped.note('covercalibrator.openCover', 'there is no cover');
    if ((await run(cover.calibratorState())) !== 'notPresent') {
      await run(cover.calibratorOn({ brightness: await run(cover.maxBrightness()) }));
      expect(await run(cover.brightness())).toBe(await run(cover.maxBrightness()));
      await run(cover.calibratorOff());
    } else skipped.note('covercalibrator.calibratorOn', 'there is no calibrator');
  });

  it('closes what stands over the telescope', async (context) => {
    const dome = await mover('dome', context);
    needs(context, await run(dome.canSetShutter()), 'dome.closeShutter');
    await run(dome.closeShutter());
    expect(await run(dome.shutterStatus())).toBe('closed');
  });
});
