import { describe, expect, it } from 'vitest';
import { OutcomeError, ParkedError } from '../../devices/index.js';
import { failure, RESET, SILENCE } from './fake-alpaca.js';
import { rig } from './rig.js';

describe('parking', () => {
  it('waits until the mount reads AtPark, not only until it has stopped', async () => {
    const { fake, client, clock, run } = rig();
    let started = Number.POSITIVE_INFINITY;
    const since = (): number => (clock.now() - started) / 1000;
    fake
      .on('PUT telescope/0/park', () => {
        started = clock.now();
        return null;
      })
      .on('GET telescope/0/slewing', () => since() >= 0 && since() < 20)
      .on('GET telescope/0/atpark', () => since() > 23);
    await run(client.telescope(0).park());
    expect(since()).toBeGreaterThan(23);
    expect(since()).toBeLessThan(25);
    expect(fake.count('PUT park')).toBe(1);
  });

  it('fails when the mount stops without being parked', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT telescope/0/park', null).on('GET telescope/0/slewing', false).on('GET telescope/0/atpark', false);
    const error = await fails(client.telescope(0).park());
    expect(error).toBeInstanceOf(OutcomeError);
    expect(error.message).toContain('park ended, but AtPark is still false');
  });

  it('does nothing when the mount is parked', async () => {
    const { fake, client, run } = rig();
    fake.on('GET telescope/0/atpark', true);
    await run(client.telescope(0).park());
    expect(fake.count('PUT park')).toBe(0);
  });

  it('goes on watching when the answer to Park was lost but the mount moves', async () => {
    const { fake, client, clock, run } = rig();
    let started = Number.POSITIVE_INFINITY;
    const since = (): number => (clock.now() - started) / 1000;
    fake
      .on('PUT telescope/0/park', () => {
        started = clock.now();
        return RESET;
      })
      .on('GET telescope/0/slewing', () => since() >= 0 && since() < 10)
      .on('GET telescope/0/atpark', () => since() >= 10);
    await run(client.telescope(0).park());
    expect(fake.count('PUT park')).toBe(1);
  });

  it('believes AtPark while the driver has still not answered Park, and lets the next write go', async () => {
    const { fake, client, clock, run } = rig();
    let started = Number.POSITIVE_INFINITY;
    const since = (): number => (clock.now() - started) / 1000;
    fake
      .on('PUT telescope/0/park', () => {
        started = clock.now();
        return SILENCE;
      })
      .on('GET telescope/0/slewing', () => since() < 20)
      .on('GET telescope/0/atpark', () => since() >= 20)
      .on('PUT telescope/0/setpark', null);
    await run(client.telescope(0).park());
    expect(since()).toBeLessThan(24);
    await run(client.telescope(0).setPark());
    expect(since()).toBeLessThan(24);
  });

  it('is not done for when a lost request has moved nothing: ten seconds tell', async () => {
    const { fake, client, clock, fails } = rig();
    fake
      .on('PUT telescope/0/park', () => RESET)
      .on('GET telescope/0/slewing', false)
      .on('GET telescope/0/atpark', false);
    const before = clock.now();
    expect(await fails(client.telescope(0).park())).toMatchObject({ name: 'TransportError', mayHaveArrived: true });
    expect(clock.now() - before).toBeLessThan(12_000);
  });

  it('surfaces the error that the driver reports while it is watched', async () => {
    const { fake, client, fails } = rig();
    let looks = 0;
    fake
      .on('PUT telescope/0/park', null)
      .on('GET telescope/0/atpark', false)
      .on('GET telescope/0/slewing', () => (++looks < 5 ? true : failure(0x500, 'Motor stalled')));
    expect((await fails(client.telescope(0).park())).message).toContain('Motor stalled');
  });
});

describe('slewing', () => {
  const ready = () => {
    const made = rig();
    const { fake, clock } = made;
    const state = { started: Number.POSITIVE_INFINITY, ra: 1, dec: 2, tracking: true };
    const since = (): number => (clock.now() - state.started) / 1000;
    fake
      .on('GET telescope/0/tracking', () => state.tracking)
      .on('PUT telescope/0/tracking', ({ params }) => {
        state.tracking = params.Tracking === 'True';
        return null;
      })
      .on('GET telescope/0/cansettracking', true)
      .on('GET telescope/0/canslewasync', true)
      .on('GET telescope/0/rightascension', () => state.ra)
      .on('GET telescope/0/declination', () => state.dec)
      .on('PUT telescope/0/slewtocoordinatesasync', ({ params }) => {
        state.started = clock.now();
        state.ra = Number(params.RightAscension);
        state.dec = Number(params.Declination);
        return null;
      });
    return { ...made, state, since };
  };

  it('is not fooled by a mount that reports Slewing only some ms after the call', async () => {
    const { fake, client, run, since, state } = ready();
    fake.on('GET telescope/0/slewing', () => since() >= 0.3 && since() < 12);
    await run(client.telescope(0).slew({ rightAscension: 5.5, declination: -5 }));
    expect(since()).toBeGreaterThan(12);
    expect(state.ra).toBe(5.5);
  });

  it('switches tracking on first', async () => {
    const { fake, client, run, state } = ready();
    state.tracking = false;
    fake.on('GET telescope/0/slewing', false);
    await run(client.telescope(0).slew({ rightAscension: 5.5, declination: -5 }));
    expect(state.tracking).toBe(true);
  });

  it('says so when the mount was stopped on its way', async () => {
    const { fake, client, fails, state } = ready();
    fake.on('GET telescope/0/slewing', false).on('PUT telescope/0/slewtocoordinatesasync', null);
    state.ra = 3;
    const error = await fails(client.telescope(0).slew({ rightAscension: 5, declination: 2 }));
    expect(error.message).toMatch(/slew ended, but the mount points 30\.0 degrees beside its target/);
  });

  it('is refused at once by a parked mount', async () => {
    const { fake, client, clock, fails } = ready();
    fake.on('PUT telescope/0/slewtocoordinatesasync', failure(0x408, 'parked'));
    const before = clock.now();
    expect(await fails(client.telescope(0).slew({ rightAscension: 5, declination: 2 }))).toBeInstanceOf(ParkedError);
    expect(clock.now()).toBe(before);
  });
});

describe('exposing', () => {
  const camera = () => {
    const made = rig();
    const { fake, clock } = made;
    const state = { started: Number.POSITIVE_INFINITY, length: 0, broken: false, aborted: false };
    const since = (): number => (clock.now() - state.started) / 1000;
    const over = (): boolean => since() > state.length + 2;
    fake
      .on('PUT camera/0/startexposure', ({ params }) => {
        state.started = clock.now();
        state.length = Number(params.Duration);
        return null;
      })
      .on('PUT camera/0/abortexposure', () => {
        state.aborted = true;
        return null;
      })
      .on('GET camera/0/imageready', () => over() && !state.broken)
      .on('GET camera/0/camerastate', () => (state.broken && since() > 70 ? 5 : over() ? 0 : 2));
    return { ...made, state, since };
  };

  it('waits until the image is ready, and looks rarely while the shutter is open', async () => {
    const { fake, client, run, since } = camera();
    const seen: number[] = [];
    await run(client.camera(0).expose({ duration: 180, light: true }, { onProgress: (part) => seen.push(part) }));
    expect(since()).toBeCloseTo(182, 0);
    expect(fake.requests.length).toBeLessThan(40);
    expect(seen.at(0)).toBeCloseTo(20 / 180, 2);
    expect(seen.at(-1)).toBe(1);
  });

  it('notices a failed exposure long before its end', async () => {
    const { client, fails, since, state } = camera();
    state.broken = true;
    const error = await fails(client.camera(0).expose({ duration: 600, light: true }));
    expect(error.message).toContain('CameraState reads error');
    expect(since()).toBeLessThan(100);
  });

  it('aborts the exposure when its signal aborts, before it settles', async () => {
    const { client, clock, run, fails, state } = camera();
    const stop = new AbortController();
    const exposing = fails(client.camera(0).expose({ duration: 600, light: true }, { signal: stop.signal }));
    await run(clock.sleep(30_000));
    stop.abort(new Error('clouds'));
    expect((await exposing).message).toBe('clouds');
    expect(state.aborted).toBe(true);
  });

  it("does not abort somebody else's exposure when its own was refused", async () => {
    const { fake, client, fails, state } = camera();
    fake.on('PUT camera/0/startexposure', failure(0x40b, 'exposing already'));
    await fails(client.camera(0).expose({ duration: 1, light: true }));
    expect(state.aborted).toBe(false);
  });

  it('whose order was lost goes on when the camera exposes', async () => {
    const { fake, client, clock, run, state, since } = camera();
    fake.on('PUT camera/0/startexposure', () => {
      state.started = clock.now();
      state.length = 10;
      return RESET;
    });
    await run(client.camera(0).expose({ duration: 10, light: true }));
    expect(since()).toBeCloseTo(12, 0);
  });

  it('whose order was lost never takes the image before for its own', async () => {
    const { fake, client, fails, state } = camera();
    fake
      .on('PUT camera/0/startexposure', () => RESET)
      .on('GET camera/0/imageready', true)
      .on('GET camera/0/camerastate', 0);
    const error = await fails(client.camera(0).expose({ duration: 1, light: true }));
    expect(error).toMatchObject({ name: 'OutcomeError', retryable: true });
    expect(String(error.cause)).toContain('lost its connection');
    expect(state.aborted).toBe(true);
  });

  it.each([1, 15, 90])(
    'whose order of %d s was acknowledged and not carried out never takes the image before for its own',
    async (duration) => {
      const { fake, client, fails, since, state } = camera();
      let ordered = 0;
      fake
        .on('PUT camera/0/startexposure', () => {
          ordered++;
          return null;
        })
        .on('GET camera/0/imageready', true)
        .on('GET camera/0/camerastate', 0);
      const error = await fails(client.camera(0).expose({ duration, light: true }));
      expect(error).toMatchObject({ name: 'OutcomeError', retryable: true });
      expect(error.message).toContain('not begun');
      expect([ordered, state.aborted, since()]).toEqual([1, false, Number.NEGATIVE_INFINITY]);
    },
  );

  it('that somebody else ends early gives the image that there is', async () => {
    const { fake, client, clock, run } = camera();
    const begun = clock.now();
    const ended = (): boolean => clock.now() - begun > 30_000;
    fake.on('GET camera/0/imageready', ended).on('GET camera/0/camerastate', () => (ended() ? 0 : 2));
    await run(client.camera(0).expose({ duration: 600, light: true }));
    expect(clock.now() - begun).toBeLessThan(60_000);
  });
});
