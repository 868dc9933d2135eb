import { afterEach, describe, expect, it } from 'vitest';
import type { FocuserOptions } from '../../devices/simulator/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of focusers, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;
const [NOT_IMPLEMENTED, INVALID_VALUE] = [0x400, 0x401];

afterEach(() => server.close());

async function focuser(options: Partial<FocuserOptions> = {}) {
  server = await SimulatedServer.start({ focuser: options, roof: { open: true } });
  await server.connect('focuser');
  const get = async (member: string) => (await server.value('focuser', member)) as number;
  const put = async (member: string, form: Record<string, unknown> = {}) =>
    (await server.put('focuser', member, form)).ErrorNumber;
  /** @returns how long it took, s */
  const move = async (Position: number) => {
    expect(await put('Move', { Position })).toBe(0);
    return server.until(60, async () => (await server.value('focuser', 'IsMoving')) === false);
  };
  return { get, put, move };
}

describe('an absolute focuser', () => {
  it('stops at its ends, and crosses its range within a minute', async () => {
    const { get, move } = await focuser();
    expect(await get('MaxIncrement')).toBeLessThanOrEqual(await get('MaxStep'));
    await move(-10);
    expect(await get('Position')).toBe(0);
    expect(await move(10_010)).toBeLessThan(60);
    expect(await get('Position')).toBe(10_000);
  });

  it('moves while it compensates for temperature, too, and is not moving between', async () => {
    const { get, put, move } = await focuser();
    expect(await get('TempCompAvailable')).toBe(true);
    expect(await put('TempComp', { TempComp: true })).toBe(0);
    expect(await get('TempComp')).toBe(true);
    await move(6000);
    expect([await get('IsMoving'), await get('Position')]).toEqual([false, 6000]);
    expect(await put('TempComp', { TempComp: false })).toBe(0);
    expect(await get('TempComp')).toBe(false);
  });

  it('says so when it cannot compensate', async () => {
    const { get, put } = await focuser({ compensation: 0 });
    expect([await get('TempCompAvailable'), await get('TempComp')]).toEqual([false, false]);
    expect(await put('TempComp', { TempComp: true })).toBe(NOT_IMPLEMENTED);
  });
});

describe('a relative focuser', () => {
  it('moves by steps there and back, and does not know where it is', async () => {
    const { get, put, move } = await focuser({ absolute: false });
    const stands = () => server.world.snapshot().focuser;
    expect(await get('Absolute')).toBe(false);
    expect((await server.get('focuser', 'Position')).ErrorNumber).toBe(NOT_IMPLEMENTED);
    const names = ((await server.value('focuser', 'DeviceState')) as { Name: string }[]).map(({ Name }) => Name);
    expect(names).toEqual(['IsMoving', 'Temperature', 'TimeStamp']);
    const [step, start] = [(await get('MaxIncrement')) / 10, stands()];
    await move(step);
    expect(stands()).toBe(start + step);
    await move(-step);
    expect(stands()).toBe(start);
    expect(await put('Move', { Position: (await get('MaxIncrement')) + 1 })).toBe(INVALID_VALUE);
    await move(-(await get('MaxIncrement')));
    expect(stands()).toBe(0);
  });
});

describe('temperature compensation', () => {
  it('follows the air by the steps that its driver was given, and keeps the stars sharp', async () => {
    const { get, put } = await focuser({ compensation: -8, temperatureCoefficient: -8 });
    const { focuser: motor } = server.world;
    const blur = () => motor.defocus(server.clock.now(), 0, server.world.weather.temperature(server.clock.now()));
    await put('TempComp', { TempComp: true });
    const [before, sharp, from] = [await get('Position'), blur(), await get('Temperature')];
    await server.wait(4 * 3600);
    const cooled = from - (await get('Temperature'));
    expect(cooled).toBeGreaterThan(2);
    expect(Math.abs((await get('Position')) - before - 8 * cooled)).toBeLessThanOrEqual(1);
    // No more than the half step that a motor cannot make.
    expect(Math.abs(blur() - sharp)).toBeLessThanOrEqual(4);
    await put('TempComp', { TempComp: false });
    const held = await get('Position');
    await server.wait(4 * 3600);
    expect(await get('Position')).toBe(held);
    expect(Math.abs(blur() - sharp)).toBeGreaterThan(8);
  });

  it('with the wrong steps makes things worse', async () => {
    const { put } = await focuser({ compensation: 8, temperatureCoefficient: -8 });
    const blur = () =>
      server.world.focuser.defocus(server.clock.now(), 0, server.world.weather.temperature(server.clock.now()));
    await put('TempComp', { TempComp: true });
    const before = blur();
    const cold = server.world.weather.temperature(server.clock.now());
    await server.wait(4 * 3600);
    const cooled = cold - server.world.weather.temperature(server.clock.now());
    // Sixteen steps a degree, of 4 um each, to the half step.
    expect(Math.abs(Math.abs(blur() - before) - 64 * cooled)).toBeLessThanOrEqual(4);
  });
});
