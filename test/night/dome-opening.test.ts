import { describe, expect, it } from 'vitest';
import { NotConnectedError, NotImplementedError, ProtocolError, SlavedError } from '../../devices/alpaca/errors.js';
import type { Dome } from '../../devices/roles/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { bringOpening } from '../../engine/steps/dome-opening.js';
import { fakeDevice } from '../support/devices.js';
import { testObservatory } from '../support/observatories.js';

const ORDINARY = testObservatory();

const refusal = <E extends Error>(kind: new (...args: never[]) => E): E =>
  Object.assign(Object.create(kind.prototype as object) as E, { message: 'no' });

/** HTTP 400 */
const unknownMember = Object.assign(refusal(ProtocolError), { retryable: false });

/** A dome at azimuth 100 whose opening, if it can be set, stands at altitude 40. */
function domeOf(answers: Readonly<Record<string, unknown>> = {}) {
  const stands = { azimuth: 100, altitude: 40 };
  const sent: string[] = [];
  const dome = fakeDevice<Dome>('dome', {
    canSetAzimuth: true,
    canSetAltitude: false,
    canSlave: false,
    canSetShutter: true,
    shutterStatus: 'open',
    azimuth: () => stands.azimuth,
    altitude: () => stands.altitude,
    slewToAzimuth: ({ azimuth }: { azimuth: number }) => {
      sent.push(`azimuth ${azimuth}`);
      stands.azimuth = azimuth;
    },
    slewToAltitude: ({ altitude }: { altitude: number }) => {
      sent.push(`altitude ${altitude}`);
      stands.altitude = altitude;
    },
    ...answers,
  });
  return { dome, sent };
}

async function bring(
  dome: Dome | undefined,
  azimuth = 200,
  altitude = 50,
  end = azimuth,
  observatory = ORDINARY,
): Promise<void> {
  const clock = new VirtualClock(0);
  const context = {
    observatory,
    clock,
    signal: new AbortController().signal,
    useIfPresent: async () => dome as never,
    report: () => undefined,
  };
  const look = () => [azimuth, (azimuth + end) / 2, end].map((each) => ({ azimuth: each, altitude })) as never;
  await clock.drive(bringOpening(context, look));
}

describe('the opening of a dome', () => {
  it('is left to others where the observatory says so', async () => {
    const { dome, sent } = domeOf();
    await bring(dome, 200, 50, 200, { ...ORDINARY, dome: { follow: false } });
    expect(sent).toEqual([]);
    await bring(dome, 200, 50, 200, { ...ORDINARY, dome: { follow: true } });
    expect(sent).toEqual(['azimuth 200']);
  });

  it('is brought before the telescope by its azimuth alone where it has no altitude', async () => {
    const { dome, sent } = domeOf();
    await bring(dome);
    expect(sent).toEqual(['azimuth 200']);
    expect((dome as unknown as { calls: string[] }).calls).not.toContain('altitude');
  });

  it('is brought there by its azimuth and its altitude where it has both', async () => {
    const { dome, sent } = domeOf({ canSetAltitude: true });
    await bring(dome);
    expect(sent).toEqual(['azimuth 200', 'altitude 50']);
  });

  it('is lifted alone in a dome that does not turn', async () => {
    const { dome, sent } = domeOf({ canSetAzimuth: false, canSetAltitude: true });
    await bring(dome);
    expect(sent).toEqual(['altitude 50']);
  });

  it('is never sent below the horizon', async () => {
    const { dome, sent } = domeOf({ canSetAltitude: true });
    await bring(dome, 200, -2);
    expect(sent).toEqual(['azimuth 200', 'altitude 0']);
  });

  it('stays where it is while it is before the telescope, at the end of a frame too', async () => {
    const { dome, sent } = domeOf();
    await bring(dome, 98, 40, 101);
    expect(sent).toEqual([]);
    await bring(dome, 98, 40, 110);
    expect(sent).toEqual(['azimuth 104']);
  });

  it('may be far off in azimuth beside the zenith, where that is near', async () => {
    const { dome, sent } = domeOf();
    await bring(dome, 120, 86);
    expect(sent).toEqual([]);
  });

  it('is brought there the same where it is not told', async () => {
    const { dome, sent } = domeOf({ canSetAltitude: true, altitude: refusal(NotImplementedError) });
    await bring(dome, 100, 40);
    expect(sent).toEqual(['azimuth 100', 'altitude 40']);
  });

  it.each([
    ['a roll-off roof', { canSetAzimuth: false }],
    ['a roof whose server knows nothing of altitudes', { canSetAzimuth: false, canSetAltitude: unknownMember }],
    ['a dome that tells no abilities', { canSetAzimuth: refusal(NotImplementedError), canSetAltitude: unknownMember }],
    ['a closed dome', { shutterStatus: 'closed' }],
    ['a dome that follows the mount by itself', { canSlave: true, slaved: true, slewing: false }],
  ])('is left alone in %s', async (_, answers) => {
    const { dome, sent } = domeOf(answers);
    await bring(dome);
    expect(sent).toEqual([]);
  });

  it('is waited for while a dome that follows by itself still turns', async () => {
    let looks = 0;
    const { dome } = domeOf({ canSlave: true, slaved: true, slewing: () => ++looks < 5 });
    await bring(dome);
    expect(looks).toBe(5);
  });

  it('is waited for, too, when somebody tells the dome to follow meanwhile', async () => {
    let looks = 0;
    const { dome } = domeOf({ slewToAzimuth: refusal(SlavedError), slewing: () => ++looks < 3 });
    await bring(dome);
    expect(looks).toBe(3);
  });

  it('that stands elsewhere afterwards is an error', async () => {
    const { dome } = domeOf({ canSetAltitude: true, slewToAltitude: () => undefined });
    await expect(bring(dome, 200, 75)).rejects.toThrow(
      'the dome was to open towards azimuth 200, altitude 75, and stands at azimuth 200, altitude 40',
    );
  });

  it('of a dome that is lost is an error, not taken for one that stands well', async () => {
    const { dome } = domeOf({ azimuth: refusal(NotConnectedError) });
    await expect(bring(dome)).rejects.toBeInstanceOf(NotConnectedError);
  });

  it('that cannot be asked what it can is an error, and asked again the next time', async () => {
    let lost = true;
    const { dome, sent } = domeOf({
      canSetAzimuth: () => {
        if (lost) throw refusal(NotConnectedError);
        return true;
      },
    });
    await expect(bring(dome)).rejects.toBeInstanceOf(NotConnectedError);
    lost = false;
    await bring(dome);
    expect(sent).toEqual(['azimuth 200']);
  });

  it('is of no concern where there is no dome', async () => {
    await expect(bring(undefined)).resolves.toBeUndefined();
  });
});
