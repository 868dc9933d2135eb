import type { Dome, Telescope } from '../../devices/roles/index.js';
import { NocturneError } from '../errors.js';
import type { Observatory } from '../plan/observatory.js';
import type { StepContext } from './step.js';

/** A roll-off roof shares its space with the telescope; a dome that turns does not. */
async function isRollOff(dome: Dome, signal: AbortSignal): Promise<boolean> {
  return !(await dome.canSetAzimuth({ signal }));
}

/**
 * Refuses to move the telescope under a roof that is not open.
 * @throws NocturneError `interlock`
 */
export async function requireOpenRoof(context: StepContext, what: string): Promise<void> {
  const dome = await context.useIfPresent('dome');
  if (!dome || context.observatory.safety.roofClearsTelescope) return;
  const { signal } = context;
  if (!(await isRollOff(dome, signal)) || !(await dome.canSetShutter({ signal }))) return;
  const shutter = await dome.shutterStatus({ signal });
  if (shutter === 'open') return;
  throw new NocturneError('interlock', `${what} was refused: the roof is ${shutter}, and the telescope could hit it`, {
    hint: 'put `open` before it, or say `roof-clears-telescope: true` in the observatory file if it does',
  });
}

/**
 * Refuses to move a roll-off roof over a telescope that is not parked.
 * @throws NocturneError `interlock`
 */
export async function requireParked(
  { telescope, dome }: { readonly telescope: Telescope | undefined; readonly dome: Dome },
  safety: Observatory['safety'],
  what: string,
  signal: AbortSignal,
): Promise<void> {
  if (!telescope || safety.roofClearsTelescope || !(await isRollOff(dome, signal))) return;
  if (await telescope.atPark({ signal })) return;
  throw new NocturneError('interlock', `${what} was refused: the telescope is not parked, and the roof could hit it`, {
    hint: 'put `park` before it, or say `roof-clears-telescope: true` in the observatory file if it does',
  });
}

/**
 * Refuses what opens the observatory unless it is safe at this moment.
 * @throws NocturneError `interlock`
 */
export function requireSafe(context: StepContext, what: string): void {
  const verdict = context.verdict();
  if (verdict === 'safe') return;
  throw new NocturneError('interlock', `${what} was refused: safety is ${verdict}`, {
    hint: 'leave it to `startup:`, which waits until it is safe',
  });
}
