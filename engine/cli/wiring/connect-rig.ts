import { DeadlineError } from '../../../devices/clock.js';
import type { ConfiguredDevice } from '../../../devices/alpaca/management.js';
import type { AlpacaClient, AlpacaDevice } from '../../../devices/alpaca/client.js';
import { reconnect, type ReconnectOptions } from '../../../devices/alpaca/reconnect.js';
import { NocturneError } from '../../errors.js';
import type { BringBack } from '../../night/connections.js';
import type { DeviceAddress, Observatory } from '../../plan/observatory.js';
import { type Rig, type Role, ROLES } from '../../rig.js';
import { DEVICE_TYPE, ROLE_NAME } from './device-types.js';
import type { Servers } from './servers.js';
import { renderTree, type ServerFindings } from './rig-report.js';

/** ms that a server may take to answer its management calls, */
const ANSWER_DEADLINE = 10_000;
/** and a device to connect: some home a filter wheel first. */
const CONNECT_DEADLINE = 90_000;

/** What one device turned out to be. */
export type DeviceFinding =
  | { readonly role: Role; readonly ok: true; readonly label: string; readonly found: FoundDevice }
  | { readonly role: Role; readonly ok: false; readonly label: string; readonly problem: string };

/** A device, and by what it is found again. */
interface FoundDevice {
  readonly client: AlpacaClient;
  readonly device: AlpacaDevice;
  readonly uniqueId: string;
}

export interface ConnectedRig {
  readonly rig: Rig;
  /** Seeks a lost device by its UniqueID, also at another address of its server. */
  readonly bringBack: BringBack;
  /** Of the devices whose server tells it. */
  readonly uniqueIds: Readonly<Partial<Record<Role, string>>>;
}

/**
 * Finds and connects every device of an observatory. Nothing is moved. All servers and devices are tried, so that one
 * error tells everything that is wrong.
 * @throws NocturneError `connect-failed` with the tree of what answered and what did not
 */
export async function connectRig(
  observatory: Observatory,
  servers: Servers,
  signal: AbortSignal,
): Promise<ConnectedRig> {
  const byServer = new Map<string, (readonly [Role, DeviceAddress])[]>();
  for (const role of ROLES) {
    const address = observatory.devices[role];
    if (address) byServer.set(address.server, [...(byServer.get(address.server) ?? []), [role, address]]);
  }
  const findings = await Promise.all([...byServer].map(([server, wanted]) => examine(server, wanted, servers, signal)));
  signal.throwIfAborted();
  const devices = findings.flatMap(({ devices }) => devices);
  const failed = devices.filter(({ ok }) => !ok).length;
  if (failed > 0) {
    const count = failed === devices.length ? 'no device' : `${String(failed)} of ${String(devices.length)} devices`;
    throw new NocturneError(
      'connect-failed',
      `${failed === devices.length ? `${count} can` : `${count} cannot`} be connected; nothing has been moved\n${renderTree(findings)}`,
      { hint: hintFor(findings) },
    );
  }
  const found = new Map(devices.flatMap((each) => (each.ok ? [[each.role, each.found] as const] : [])));
  return {
    // Each device was made by the client for the type of its role.
    rig: Object.fromEntries([...found].map(([role, { device }]) => [role, device])),
    uniqueIds: Object.fromEntries([...found].flatMap(([role, { uniqueId }]) => (uniqueId ? [[role, uniqueId]] : []))),
    bringBack: async (role, options) => {
      const place = found.get(role);
      if (place) await reconnect(place.client, place.device, { ...options, ...wayTo(place) });
    },
  };
}

/** What a lost device is sought by. A server that is not reached by sockets has not gone anywhere. */
function wayTo({ client, uniqueId }: FoundDevice): Pick<ReconnectOptions, 'uniqueId' | 'find'> {
  const named = uniqueId === '' ? {} : { uniqueId };
  return client.options.dispatcher ? { ...named, find: () => Promise.resolve([]) } : named;
}

async function examine(
  server: string,
  wanted: readonly (readonly [Role, DeviceAddress])[],
  servers: Servers,
  signal: AbortSignal,
): Promise<ServerFindings> {
  const client = servers.client(server);
  let configured: readonly ConfiguredDevice[];
  try {
    configured = await client.configuredDevices({ signal, deadline: ANSWER_DEADLINE });
  } catch (error) {
    const unreached = wanted.map(([role, address]) => ({
      role,
      ok: false as const,
      label: labelOf(role, address),
      problem: '',
    }));
    return { server: client.url, problem: messageOf(error), devices: unreached };
  }
  const devices = await Promise.all(
    wanted.map(async ([role, address]): Promise<DeviceFinding> => {
      const label = labelOf(role, address);
      const found = locate(role, address, configured);
      if ('problem' in found) return { role, ok: false, label, problem: found.problem };
      const device = client.device(DEVICE_TYPE[role], found.number);
      try {
        await connectPatiently(device, signal);
        return {
          role,
          ok: true,
          label: `${label} (${found.name})`,
          found: { client, device, uniqueId: found.uniqueId },
        };
      } catch (error) {
        return { role, ok: false, label: `${label} (${found.name})`, problem: messageOf(error) };
      }
    }),
  );
  return { server: client.url, devices };
}

/** A server that has just started may be slow to answer once; one that hangs is so twice. */
async function connectPatiently(device: AlpacaDevice, signal: AbortSignal): Promise<void> {
  try {
    await device.connect({ signal, deadline: CONNECT_DEADLINE });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DeadlineError)) throw error;
    await device.connect({ signal, deadline: CONNECT_DEADLINE });
  }
}

function locate(
  role: Role,
  { device }: DeviceAddress,
  configured: readonly ConfiguredDevice[],
): ConfiguredDevice | { readonly problem: string } {
  const ofType = configured.filter(({ type }) => type === DEVICE_TYPE[role]);
  const found = ofType.find(({ number, uniqueId }) =>
    typeof device === 'number' ? number === device : uniqueId === device.uniqueId,
  );
  if (found) return found;
  if (ofType.length === 0) return { problem: `the server has no ${ROLE_NAME[role]}` };
  const has = ofType.map(({ number, name, uniqueId }) =>
    typeof device === 'number' ? `${String(number)} (${name})` : `"${uniqueId}" (${name})`,
  );
  return { problem: `the server has no such ${ROLE_NAME[role]}; it has ${has.join(', ')}` };
}

function labelOf(role: Role, { device }: DeviceAddress): string {
  return `${ROLE_NAME[role]} ${typeof device === 'number' ? String(device) : `"${device.uniqueId}"`}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hintFor(findings: readonly ServerFindings[]): string {
  const dead = findings.find(({ problem }) => problem !== undefined);
  if (!dead) return 'Check that these devices are switched on, and that no other program holds them.';
  return (
    `Check that an Alpaca server runs at ${dead.server}: a browser should show its devices at ` +
    `${dead.server}/management/v1/configureddevices. Without one, \`nocturne simulate\` serves simulators.`
  );
}
