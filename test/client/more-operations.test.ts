import { describe, expect, it } from 'vitest';
import { failure, RESET } from './fake-alpaca.js';
import { type Rig, rig } from './rig.js';

/** Something that takes `seconds` from when it is started. */
function mover({ clock }: Rig, seconds: number) {
  let started = Number.NEGATIVE_INFINITY;
  let target = Number.NaN;
  const passed = (): number => (clock.now() - started) / 1000;
  return {
    start: (to: unknown) => {
      started = clock.now();
      target = Number(to);
      return null;
    },
    moving: () => passed() < seconds,
    reached: <T>(before: T, after: T): T => (passed() < seconds ? before : after),
    target: () => target,
    passed,
  };
}

describe('a focuser', () => {
  const focuser = (absolute: boolean, seconds = 8) => {
    const made = rig();
    const move = mover(made, seconds);
    made.fake
      .on('GET focuser/0/absolute', absolute)
      .on('GET focuser/0/maxstep', 50_000)
      .on('GET focuser/0/ismoving', move.moving)
      .on('GET focuser/0/position', () => move.reached(0, Math.min(50_000, Math.max(0, move.target()))))
      .on('PUT focuser/0/move', ({ params }) => move.start(params.Position));
    return { ...made, move };
  };

  it('is there when IsMoving has fallen', async () => {
    const { client, run, move } = focuser(true);
    await run(client.focuser(0).move({ position: 12_000 }));
    expect(move.passed()).toBeGreaterThanOrEqual(8);
  });

  it('that is told how long it takes is looked at late, then often', async () => {
    const { client, run, fake, move } = focuser(true, 60);
    const seen: number[] = [];
    await run(client.focuser(0).move({ position: 9 }, { expected: 60_000, onProgress: (part) => seen.push(part) }));
    expect(move.passed()).toBeLessThan(62);
    expect(fake.count('GET ismoving')).toBeLessThan(20);
    expect(seen.every((part) => part > 0.8 && part <= 1)).toBe(true);
  });

  it('may be sent beyond its end, where it stops', async () => {
    const { client, run } = focuser(true);
    await run(client.focuser(0).move({ position: 70_000 }));
  });

  it('that has stopped elsewhere says so', async () => {
    const { client, fake, fails } = focuser(true);
    fake.on('GET focuser/0/position', 300);
    expect((await fails(client.focuser(0).move({ position: 12_000 }))).message).toMatch(
      /ended, but the focuser stands at 300$/,
    );
  });

  it('that is relative has no position to check', async () => {
    const { client, run, fake } = focuser(false);
    await run(client.focuser(0).move({ position: -50 }));
    expect(fake.count('GET position')).toBe(0);
  });
});

describe('a rotator', () => {
  it('turns to a sky angle, across north', async () => {
    const made = rig();
    const move = mover(made, 5);
    made.fake
      .on('PUT rotator/0/moveabsolute', ({ params }) => move.start(params.Position))
      .on('GET rotator/0/ismoving', move.moving)
      .on('GET rotator/0/position', () => move.reached(90, 0.2));
    await made.run(made.client.rotator(0).moveAbsolute({ position: 359.9 }));
    expect(move.passed()).toBeGreaterThanOrEqual(5);
  });
});

describe('a roof', () => {
  const roof = (states: readonly [seconds: number, state: number][]) => {
    const made = rig();
    const move = mover(made, 0);
    const state = (): number => states.findLast(([from]) => move.passed() >= from)?.[1] ?? 1;
    made.fake
      .on('GET dome/0/shutterstatus', () => (move.passed() === Number.POSITIVE_INFINITY ? 1 : state()))
      .on('PUT dome/0/openshutter', () => move.start(0))
      .on('PUT dome/0/closeshutter', () => move.start(0));
    return { ...made, move };
  };

  it('is open when it reads open, however late it begins to say that it moves', async () => {
    const { client, run, move } = roof([
      [0, 1],
      [2, 2],
      [30, 0],
    ]);
    await run(client.dome(0).openShutter());
    expect(move.passed()).toBeGreaterThanOrEqual(30);
  });

  it('that ends in an error says so', async () => {
    const { client, fails, move } = roof([
      [0, 2],
      [12, 4],
    ]);
    expect((await fails(client.dome(0).openShutter())).message).toContain(
      'openShutter failed: ShutterStatus reads error',
    );
    expect(move.passed()).toBeLessThan(15);
  });

  it('can be moved out of an old error', async () => {
    const { client, run } = roof([
      [0, 4],
      [2, 2],
      [20, 0],
    ]);
    await run(client.dome(0).openShutter());
  });

  it('whose order was lost, and that does not move, is not waited for', async () => {
    const { client, clock, fake, fails } = roof([[0, 1]]);
    fake.on('PUT dome/0/openshutter', () => RESET).on('GET dome/0/shutterstatus', 1);
    const before = clock.now();
    expect(await fails(client.dome(0).openShutter())).toMatchObject({ name: 'TransportError' });
    expect(clock.now() - before).toBeLessThan(12_000);
  });

  it('that is closed is not closed again', async () => {
    const { client, run, fake } = roof([]);
    await run(client.dome(0).closeShutter());
    expect(fake.count('PUT closeshutter')).toBe(0);
  });

  it('that never arrives ends at its deadline', async () => {
    const { client, fails } = roof([[0, 2]]);
    expect(await fails(client.dome(0).openShutter())).toMatchObject({ name: 'DeadlineError', member: 'openShutter' });
  });
});

describe('a cover and its calibrator', () => {
  it('are watched by their states', async () => {
    const made = rig();
    const cover = mover(made, 6);
    const lamp = mover(made, 3);
    made.fake
      .on('PUT covercalibrator/0/opencover', () => cover.start(0))
      .on('GET covercalibrator/0/coverstate', () => cover.reached(2, 3))
      .on('PUT covercalibrator/0/calibratoron', ({ params }) => lamp.start(params.Brightness))
      .on('GET covercalibrator/0/calibratorstate', () => lamp.reached(2, 3));
    const device = made.client.coverCalibrator(0);
    await made.run(device.openCover());
    expect(cover.passed()).toBeGreaterThanOrEqual(6);
    await made.run(device.calibratorOn({ brightness: 40 }));
    expect(lamp.passed()).toBeGreaterThanOrEqual(3);
    expect(lamp.target()).toBe(40);
  });

  it('that fail say so', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT covercalibrator/0/closecover', null).on('GET covercalibrator/0/coverstate', 5);
    expect((await fails(client.coverCalibrator(0).closeCover())).message).toContain('CoverState reads error');
  });
});

describe('a switch', () => {
  const served = (version: number, async: boolean) => {
    const made = rig();
    const move = mover(made, 4);
    const set = ({ params }: { params: Readonly<Record<string, string>> }) =>
      move.start(params.Value ?? (params.State === 'True' ? 1 : 0));
    made.fake
      .on('GET switch/0/interfaceversion', version)
      .on('GET switch/0/canasync', async)
      .on('PUT switch/0/setasync', set)
      .on('PUT switch/0/setasyncvalue', set)
      .on('PUT switch/0/setswitch', set)
      .on('PUT switch/0/setswitchvalue', set)
      .on('GET switch/0/switchstep', 1)
      .on('GET switch/0/statechangecomplete', () => !move.moving())
      .on('GET switch/0/getswitch', () => move.target() === 1)
      .on('GET switch/0/getswitchvalue', () => Math.round(move.target()));
    return { ...made, move };
  };

  it('is set asynchronously where the device can, and waited for', async () => {
    const { client, run, fake, move } = served(3, true);
    await run(client.switch(0).turn({ id: 2, state: true }));
    expect(move.passed()).toBeGreaterThanOrEqual(4);
    expect(fake.last('PUT setasync')?.params).toMatchObject({ Id: '2', State: 'True' });
  });

  it.each([
    [2, true],
    [3, false],
  ])('is set at once in version %i where canAsync is %s', async (version, async) => {
    const { client, run, fake } = served(version, async);
    await run(client.switch(0).adjust({ id: 2, value: 7.4 }));
    expect(fake.count('PUT setswitchvalue')).toBe(1);
    expect(fake.count('GET statechangecomplete')).toBe(0);
  });

  it('that does not take its value says so', async () => {
    const { client, fake, fails } = served(2, false);
    fake.on('GET switch/0/getswitch', false);
    expect((await fails(client.switch(0).turn({ id: 2, state: true }))).message).toContain('switch 2 reads off');
  });
});

describe('an operation', () => {
  it('waits through an outage of the network that is shorter than half a minute', async () => {
    const made = rig();
    const move = mover(made, 60);
    made.fake
      .on('GET telescope/0/atpark', () => move.target() === 1 && !move.moving())
      .on('PUT telescope/0/park', () => move.start(1))
      .on('GET telescope/0/slewing', () => {
        return move.passed() > 5 && move.passed() < 28 ? RESET : move.moving();
      });
    await made.run(made.client.telescope(0).park());
    expect(move.passed()).toBeGreaterThan(60);
  });

  it('that was refused is over at once', async () => {
    const { fake, client, clock, fails } = rig();
    fake
      .on('GET focuser/0/absolute', true)
      .on('GET focuser/0/maxstep', 10)
      .on('PUT focuser/0/move', failure(0x401, 'too far'));
    const before = clock.now();
    expect(await fails(client.focuser(0).move({ position: 11 }))).toMatchObject({ name: 'InvalidValueError' });
    expect(clock.now()).toBe(before);
  });

  it('has the deadline that its caller gives it', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT rotator/0/move', null).on('GET rotator/0/ismoving', true);
    const error = await fails(client.rotator(0).move({ position: 3 }, { deadline: 7000 }));
    expect(error.message).toBe('rotator 0 at http://mount.local:11111: move took longer than 7 s');
  });

  it('stops watching when its signal aborts', async () => {
    const { fake, client, clock, run, fails } = rig();
    fake.on('PUT rotator/0/move', null).on('GET rotator/0/ismoving', true);
    const stop = new AbortController();
    const turning = fails(client.rotator(0).move({ position: 3 }, { signal: stop.signal }));
    await run(clock.sleep(2000));
    stop.abort(new Error('clouds'));
    expect((await turning).message).toBe('clouds');
    const made = fake.requests.length;
    await run(clock.sleep(5000));
    expect(fake.requests.length).toBe(made);
  });
});
