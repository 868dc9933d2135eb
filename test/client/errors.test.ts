import { describe, expect, it } from 'vitest';
import * as devices from '../../devices/index.js';
import { failure, reply } from './fake-alpaca.js';
import { rig } from './rig.js';

/** The error numbers of the ASCOM Alpaca API reference, and whether the same call may succeed later. */
const OFFICIAL = [
  [0x400, 'NotImplemented', 'NotImplementedError', false],
  [0x401, 'InvalidValue', 'InvalidValueError', false],
  [0x402, 'ValueNotSet', 'ValueNotSetError', false],
  [0x407, 'NotConnected', 'NotConnectedError', true],
  [0x408, 'InvalidWhileParked', 'ParkedError', false],
  [0x409, 'InvalidWhileSlaved', 'SlavedError', false],
  [0x40b, 'InvalidOperation', 'InvalidOperationError', true],
  [0x40c, 'ActionNotImplemented', 'ActionNotImplementedError', false],
  [0x40e, 'OperationCancelled', 'OperationCancelledError', true],
  [0x4ff, 'UnspecifiedError', 'UnspecifiedError', true],
  [0x500, 'driver error', 'DriverError', true],
  [0xfff, 'driver error', 'DriverError', true],
  [0x405, 'driver error', 'DriverError', true],
  [17, 'driver error', 'DriverError', true],
] as const;

describe('the error of a device', () => {
  it.each(OFFICIAL)('%i %s is a %s', async (number, codeName, className, retryable) => {
    const { fake, client, fails } = rig();
    fake.on('PUT rotator/2/halt', failure(number, 'said so'));
    const error = await fails(client.rotator(2).halt());
    expect(error).toBeInstanceOf(devices[className]);
    expect(error).toBeInstanceOf(devices.AlpacaError);
    expect(error).toMatchObject({
      name: className,
      kind: 'driver',
      number,
      retryable,
      member: 'halt',
      device: { type: 'rotator', number: 2, url: 'http://mount.local:11111' },
    });
    const hex = `0x${number.toString(16).toUpperCase().padStart(3, '0')}`;
    expect(error.message).toBe(`rotator 2 at http://mount.local:11111: halt was refused: said so (${hex} ${codeName})`);
  });

  it('that gives no reason says that', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT rotator/2/halt', failure(0x500, '  '));
    expect((await fails(client.rotator(2).halt())).message).toContain('was refused: no reason given (0x500');
  });

  it('names the method that was called', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT telescope/0/tracking', failure(0x40b, 'x'));
    expect(await fails(client.telescope(0).setTracking(true))).toMatchObject({ member: 'setTracking' });
  });
});

describe('an answer with the wrong status', () => {
  it('of a 400 is kept whole, and not worth another try', async () => {
    const { fake, client, fails } = rig();
    const said = `Parameter 'Brightness' is missing. ${'x'.repeat(5000)} end`;
    fake.on('PUT covercalibrator/0/calibratoron', reply(said, 400));
    const error = await fails(client.coverCalibrator(0).startCalibratorOn({ brightness: 3 }));
    expect(error).toMatchObject({ kind: 'protocol', status: 400, body: said, retryable: false });
    expect(error.message).toMatch(/answered HTTP 400: Parameter 'Brightness' is missing\. x+\.\.\.$/);
    expect(error.message.length).toBeLessThan(350);
  });

  it('is told without the control characters that a binary body brings to a terminal', async () => {
    const { fake, client, fails } = rig();
    fake.on('GET dome/0/slewing', reply('\u001b[2Jgone\u0000\u0007 wrong', 500));
    const { message } = await fails(client.dome(0).slewing());
    expect(message).toContain('answered HTTP 500: [2Jgone wrong');
  });

  it.each([
    [401, /asks for a user name and password/],
    [403, /does not let this user in/],
  ])('of a %i has a hint', async (status, hint) => {
    const { fake, client, fails } = rig();
    fake.on('GET dome/0/slewing', reply('', status));
    expect((await fails(client.dome(0).slewing())).message).toMatch(hint);
  });
});
