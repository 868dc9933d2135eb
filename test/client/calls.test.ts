import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  CallDeadlineError,
  InvalidOperationError,
  NotImplementedError,
  ProtocolError,
  TransportError,
} from '../../devices/index.js';
import { failure, reply, RESET, SILENCE } from './fake-alpaca.js';
import { rig } from './rig.js';

describe('a call', () => {
  it('reads a property by its lower-case URL, with a client id and growing transaction ids', async () => {
    const { fake, client, run } = rig({ clientId: 77 });
    fake.on('GET telescope/0/slewing', false);
    expect(await run(client.telescope(0).slewing())).toBe(false);
    await run(client.telescope(0).slewing());
    expect(fake.requests.map(({ params }) => params)).toEqual([
      { ClientID: '77', ClientTransactionID: '1' },
      { ClientID: '77', ClientTransactionID: '2' },
    ]);
  });

  it('writes with exactly cased names in a form body', async () => {
    const { fake, client, run } = rig();
    fake.on('PUT telescope/1/slewtocoordinatesasync', null).on('PUT telescope/1/utcdate', null);
    const telescope = client.telescope(1);
    await run(telescope.slewToCoordinatesAsync({ rightAscension: 5.5, declination: -0.000_000_1 }));
    expect(fake.last('PUT slewtocoordinatesasync')).toMatchObject({
      params: { RightAscension: '5.5', Declination: '-0.0000001' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await run(telescope.setUtcDate(Date.parse('2026-11-21T20:15:00.250Z')));
    expect(fake.last('PUT utcdate')?.params.UTCDate).toBe('2026-11-21T20:15:00.2500000Z');
  });

  it('speaks enumerations by name', async () => {
    const { fake, client, run } = rig();
    fake.on('GET telescope/0/sideofpier', 1).on('PUT telescope/0/pulseguide', null);
    expect(await run(client.telescope(0).sideOfPier())).toBe('pierWest');
    await run(client.telescope(0).startPulseGuide({ direction: 'west', duration: 250 }));
    expect(fake.last('PUT pulseguide')?.params).toMatchObject({ Direction: '3', Duration: '250' });
  });

  it('tells a refusal with its number, its name, its place and its reason', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT telescope/0/park', failure(0x40b, 'The mount is not homed'));
    const error = await fails(client.telescope(0).startPark());
    expect(error).toBeInstanceOf(InvalidOperationError);
    expect(error).toMatchObject({
      number: 0x40b,
      driverMessage: 'The mount is not homed',
      member: 'park',
      retryable: true,
    });
    expect(error.message).toBe(
      'telescope 0 at http://mount.local:11111: park was refused: The mount is not homed (0x40B InvalidOperation)',
    );
  });

  it('refuses a value that cannot be sent, and sends nothing', async () => {
    const { fake, client, fails } = rig();
    const error = await fails(client.camera(0).setBinX(1.5));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain('takes a whole number of 32 bits, not 1.5');
    expect(fake.requests).toHaveLength(0);
  });

  it('keeps the whole body of an answer with the wrong status', async () => {
    const { fake, client, fails } = rig();
    fake.on(
      'GET dome/0/slewing',
      reply('<html><title>x</title><h1>Oh   no</h1></html>', 500, { 'content-type': 'text/html' }),
    );
    const error = await fails(client.dome(0).slewing());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      status: 500,
      retryable: true,
      body: '<html><title>x</title><h1>Oh   no</h1></html>',
    });
    expect(error.message).toMatch(/answered HTTP 500: x Oh no$/);
  });

  it('takes the Alpaca error out of a 400', async () => {
    const { fake, client, fails } = rig();
    fake.on('GET dome/0/azimuth', reply('{"ErrorNumber":1024,"ErrorMessage":"no dome"}', 400));
    expect(await fails(client.dome(0).azimuth())).toBeInstanceOf(NotImplementedError);
  });

  it('gives up at its deadline, in virtual time, with a server that hangs', async () => {
    const { fake, client, clock, fails } = rig();
    fake.on('GET safetymonitor/0/issafe', () => SILENCE);
    const before = clock.now();
    const error = await fails(client.safetyMonitor(0).isSafe());
    expect(error).toBeInstanceOf(CallDeadlineError);
    expect(clock.now() - before).toBe(5_000);
    expect(error.message).toBe('safetymonitor 0 at http://mount.local:11111: isSafe took longer than 5 s');
  });

  it('obeys its signal', async () => {
    const { fake, client, fails } = rig();
    fake.on('GET focuser/0/position', () => SILENCE);
    const stop = new AbortController();
    const read = fails(client.focuser(0).position({ signal: stop.signal }));
    stop.abort(new Error('clouds'));
    expect((await read).message).toBe('clouds');
  });

  it('makes a GET again when the connection broke, once', async () => {
    const { fake, client, run, fails } = rig();
    let times = 0;
    fake.on('GET focuser/0/position', () => (++times === 1 ? RESET : 1234));
    expect(await run(client.focuser(0).position())).toBe(1234);
    fake.on('GET focuser/0/maxstep', () => RESET);
    expect(await fails(client.focuser(0).maxStep())).toBeInstanceOf(TransportError);
    expect(fake.count('GET maxstep')).toBe(2);
  });

  it('never makes a PUT again', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT focuser/0/move', () => RESET);
    const error = await fails(client.focuser(0).startMove({ position: 10 }));
    expect(error).toMatchObject({ name: 'TransportError', mayHaveArrived: true });
    expect(fake.count('PUT move')).toBe(1);
  });
});
