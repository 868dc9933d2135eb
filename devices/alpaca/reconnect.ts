import type { Milliseconds } from '../clock.js';
import type { OperationOptions } from '../roles/member.js';
import type { AlpacaClient, AlpacaDevice } from './client.js';
import { withCallDeadline } from './deadlines.js';
import { CallDeadlineError, DeviceError } from './device-error.js';
import { askServer, findServers, type FoundServer } from './discovery.js';

export interface ReconnectOptions extends OperationOptions {
  /** Of the device, as `configuredDevices` gave it. Without it the device is sought at its old place only. */
  readonly uniqueId?: string;
  /** How servers are found; by default by discovery, for 2 s. */
  readonly find?: (signal: AbortSignal) => Promise<readonly FoundServer[]>;
}

const DEADLINE: Milliseconds = 300_000;
const FIRST_PAUSE: Milliseconds = 1_000;
const LONGEST_PAUSE: Milliseconds = 15_000;

/**
 * Brings a device back that was lost: waits for its server, seeks it by its UniqueID where it may have gone (a server
 * that has restarted may have another address, port or numbering), and connects it again. What was known of the device
 * is read again. Moves nothing.
 *
 * @example
 * await reconnect(client, telescope, { uniqueId, signal });
 * @throws CallDeadlineError with the last failure as its cause; the driver's error where trying again cannot help
 */
export async function reconnect(
  client: AlpacaClient,
  device: AlpacaDevice,
  options: ReconnectOptions = {},
): Promise<void> {
  const place = { device: device.ref, member: 'reconnect' };
  const call = { clock: client.clock, place, signal: options.signal };
  let last: unknown;
  try {
    await withCallDeadline(call, options.deadline ?? DEADLINE, async (signal) => {
      let pause = FIRST_PAUSE;
      for (;;) {
        try {
          if (await tryOnce(client, device, options, signal)) return;
        } catch (error) {
          if (signal.aborted || !mayPass(error)) throw error;
          last = error;
        }
        await client.clock.sleep(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    });
  } catch (error) {
    if (error instanceof CallDeadlineError && error.cause === undefined && error !== last) error.cause = last;
    throw error;
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof CallDeadlineError || (error instanceof DeviceError && error.retryable);
}

/** false when the device is not to be had yet. */
async function tryOnce(
  client: AlpacaClient,
  device: AlpacaDevice,
  options: ReconnectOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const reach = await device.reach({ signal });
  if (reach === 'connected' || reach === 'disconnected') {
    await device.connect({ signal });
    return true;
  }
  if (options.uniqueId === undefined) return false;
  const { dispatcher: _, ...bySocket } = client.options;
  const find = options.find ?? ((inner) => findServers({ ...bySocket, clock: client.clock, signal: inner }));
  // A server that answers has only numbered its devices anew: no need to look further.
  const servers =
    reach === 'absent' ? [await askServer(client.url, { ...client.options, signal })] : await find(signal);
  for (const { url, devices } of servers) {
    const here = devices.find(({ type, uniqueId }) => type === device.type && uniqueId === options.uniqueId);
    if (!here) continue;
    if (url !== client.url) await client.moveTo(url);
    device.renumber(here.number);
    await device.connect({ signal });
    return true;
  }
  return false;
}
