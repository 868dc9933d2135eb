import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of rotators, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;
const INVALID_VALUE = 0x401;

beforeAll(async () => {
  server = await SimulatedServer.start();
  await server.connect('rotator');
});
afterAll(() => server.close());

const get = async (member: string) => (await server.value('rotator', member)) as number;
const run = async (member: string, Position: number) => {
  expect((await server.put('rotator', member, { Position })).ErrorNumber).toBe(0);
  await server.wait(40);
  expect(await server.value('rotator', 'IsMoving')).toBe(false);
  return [await get('Position'), await get('MechanicalPosition')];
};

describe('a rotator', () => {
  it('moves by, to, and to a mechanical angle, and keeps its offset', async () => {
    expect(await run('MoveMechanical', 40)).toEqual([40, 40]);
    await server.put('rotator', 'Sync', { Position: 100 });
    expect(await run('Move', 30)).toEqual([130, 70]);
    expect(await run('MoveAbsolute', 10)).toEqual([10, 310]);
    await server.put('rotator', 'Sync', { Position: 310 });
  });

  it('tells where it is going, and refuses angles that are on no circle', async () => {
    await run('MoveMechanical', 90);
    await server.put('rotator', 'Move', { Position: 45 });
    expect(await get('TargetPosition')).toBe(135);
    await server.put('rotator', 'MoveAbsolute', { Position: 45 });
    expect(await get('TargetPosition')).toBe(45);
    for (const Position of [-405, -1, 360, 405]) {
      for (const member of ['MoveAbsolute', 'MoveMechanical', 'Sync']) {
        expect((await server.put('rotator', member, { Position })).ErrorNumber, member).toBe(INVALID_VALUE);
      }
    }
    for (const Position of [-375, 375]) {
      expect((await server.put('rotator', 'Move', { Position })).ErrorNumber).toBe(INVALID_VALUE);
    }
    await server.wait(60);
  });

  it('is synced to any angle, through zero too', async () => {
    for (const [sky, mechanical] of [
      [120, 90],
      [60, 90],
      [0, 0],
      [30, 0],
      [330, 0],
      [10.123, 0.3],
    ] as const) {
      await run('MoveMechanical', mechanical);
      await server.put('rotator', 'Sync', { Position: sky });
      expect([await get('Position'), await get('MechanicalPosition')]).toEqual([sky, mechanical]);
    }
  });

  it('is at 0, not at a hair less than 360, wherever it comes from', async () => {
    for (let i = 1; i <= 12; i++) {
      await run('MoveMechanical', (i * 37.77) % 360);
      await server.put('rotator', 'Sync', { Position: (i * 11.1) % 360 });
      expect((await run('MoveAbsolute', 0))[0]).toBe(0);
      expect((await run('MoveMechanical', 0))[1]).toBe(0);
    }
  });

  it('turns the other way when it is reversed', async () => {
    await run('MoveMechanical', 90);
    await server.put('rotator', 'Sync', { Position: 90 });
    await server.put('rotator', 'Reverse', { Reverse: true });
    expect(await get('Reverse')).toBe(true);
    const [sky, mechanical] = [await get('Position'), await get('MechanicalPosition')];
    expect(await run('Move', 20)).toEqual([sky + 20, mechanical - 20]);
    await server.put('rotator', 'Reverse', { Reverse: false });
  });
});
