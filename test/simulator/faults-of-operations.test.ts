import { describe, expect, it } from 'vitest';
import { DEVICE_TYPES, MEMBERS } from '../../devices/roles/index.js';
import type { Fault } from '../../devices/simulator/index.js';
import { type Operation, OPERATIONS, Site } from '../support/operations.js';

/** Every operation of every device that goes on after the call has come back, with each of the seven faults. */

/** Reckoning a place from another moment changes its last digits. */
const rounded = (value: unknown) => (typeof value === 'number' ? Number(value.toFixed(6)) : value);

/** Long enough for anything to be over, s. */
const LONG = 120;

async function begin(operation: Operation, fault: Pick<Fault, 'kind' | 'seconds'>, lasts?: number) {
  const site = new Site(operation.roof ?? false);
  const { device, member } = operation;
  await site.connect(device);
  await operation.prepare?.(site);
  const form = typeof operation.form === 'function' ? await operation.form(site) : operation.form;
  const evidence = async () => rounded((await site.get(device, operation.evidence)).Value);
  const before = await evidence();
  const to = lasts === undefined ? {} : { to: site.clock.now() + lasts * 1000 };
  site.world.faults.add({ device, member, count: 1, ...fault, ...to });
  return {
    site,
    before,
    try: () => site.put(device, member, form),
    raw: () => site.ask('PUT', device, member, form),
    evidence,
    completion: () => site.get(device, operation.completion),
    wait: (seconds: number) => site.clock.advance(seconds * 1000),
  };
}

/** Pulses of a camera move the mount, which is another device; when they are over, nothing of them is left to see. */
const leavesTrace = ({ device, member }: Operation) => !(device === 'camera' && member === 'PulseGuide');

describe.each(
  OPERATIONS.map(
    (operation) => [`${operation.device} ${operation.member}${operation.roof ? ' (roof)' : ''}`, operation] as const,
  ),
)('%s', (_name, operation) => {
  it('is refused: an error, and nothing is begun', async () => {
    const { before, ...op } = await begin(operation, { kind: 'refuse' });
    expect((await op.try()).ErrorNumber).toBe(0x500);
    await op.wait(1);
    expect((await op.completion()).ErrorNumber).toBe(0);
    expect(await op.evidence()).toEqual(before);
  });

  it('hangs: no answer until the connection breaks, and nothing is begun', async () => {
    const { before, ...op } = await begin(operation, { kind: 'hang' }, 300);
    let answered = false;
    const call = op.try().then(
      () => 'answered',
      () => 'broken',
    );
    void call.then(() => (answered = true));
    await op.wait(299);
    expect(answered).toBe(false);
    expect(await op.evidence()).toEqual(before);
    await op.wait(2);
    expect(await call).toBe('broken');
  });

  it('is slow: carried out late, and then as it should be', async () => {
    const { before, ...op } = await begin(operation, { kind: 'slow', seconds: 20 });
    const call = op.try();
    await op.wait(19);
    expect(await op.evidence()).toEqual(before);
    await op.wait(1);
    expect((await call).ErrorNumber).toBe(0);
    await op.wait(LONG);
    if (!operation.endless) expect((await op.completion()).Value).toBe(operation.over);
    if (leavesTrace(operation)) expect(await op.evidence()).not.toEqual(before);
  });

  it('fails midway: it is begun, and reading how it goes is an error until the next try', async () => {
    const op = await begin(operation, { kind: 'fail-midway', seconds: operation.midway });
    expect((await op.try()).ErrorNumber).toBe(0);
    expect(await op.completion()).toMatchObject({ ErrorNumber: 0 });
    if (typeof operation.over === 'boolean') expect((await op.completion()).Value).toBe(!operation.over);
    await op.wait(operation.midway + 0.1);
    expect((await op.completion()).ErrorNumber).toBe(0x500);
    await op.wait(LONG);
    expect((await op.completion()).ErrorNumber).toBe(0x500);
    if (operation.device === 'telescope') await op.site.put('telescope', 'AbortSlew');
    expect((await op.try()).ErrorNumber).toBe(0);
    expect((await op.completion()).ErrorNumber).toBe(0);
  });

  it('finishes but lies: it is acknowledged and nothing is done', async () => {
    const { before, ...op } = await begin(operation, { kind: 'lie' });
    expect((await op.try()).ErrorNumber).toBe(0);
    await op.wait(LONG);
    expect((await op.completion()).ErrorNumber).toBe(0);
    expect(await op.evidence()).toEqual(before);
  });

  it('disconnects: the device is not connected from then on', async () => {
    const op = await begin(operation, { kind: 'disconnect' });
    const { ErrorNumber } = await op.try();
    expect(ErrorNumber).toBe(operation.completion === 'Connecting' ? 0 : 0x407);
    await op.wait(LONG);
    expect((await op.site.get(operation.device, 'Connected')).Value).toBe(false);
    if (operation.completion !== 'Connecting') expect((await op.completion()).ErrorNumber).toBe(0x407);
  });

  it('returns garbage: nothing that is an answer, and nothing is begun', async () => {
    const { before, ...op } = await begin(operation, { kind: 'garbage' });
    const { status, text } = await op.raw();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    expect(status === 200 && json !== undefined).toBe(false);
    await op.wait(LONG);
    expect(await op.evidence()).toEqual(before);
  });
});

it('leaves out no operation that goes on after its call has come back', () => {
  const tried = new Set(OPERATIONS.map(({ device, member }) => `${device} ${member.toLowerCase()}`));
  const begun = DEVICE_TYPES.flatMap((device) =>
    Object.entries(MEMBERS[device])
      .filter(
        ([key, { verb }]) => verb === 'start' || (/Async$/.test(key) && key !== 'cancelAsync' && key !== 'canAsync'),
      )
      .map(([key]) => `${device} ${key.toLowerCase()}`),
  );
  // This dome has no shutter that is raised by degrees; can...Async and the like are properties.
  const left = begun.filter((name) => !tried.has(name) && !/slewtoaltitude| can/.test(name));
  expect(left).toEqual([]);
});
