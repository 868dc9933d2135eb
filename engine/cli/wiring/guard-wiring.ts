import type { AlpacaClient } from '../../../devices/alpaca/client.js';
import type { Clock } from '../../../devices/clock.js';
import type { DeviceType } from '../../../devices/roles/index.js';
import { NocturneError } from '../../errors.js';
import type { GuardLog, GuardRig } from '../../guard/rig.js';
import { fileSource, type GuardSource, monitorSource, touchedSource, weatherSource } from '../../guard/sources.js';
import type { DeviceAddress, Observatory } from '../../plan/observatory.js';
import { isSimulated } from './choose-observatory.js';
import type { Servers } from './servers.js';

/** ms between two questions for a device that is named by its UniqueID, until its server answers. */
const ASK_AGAIN = 10_000;

/**
 * The guard's own hold of an observatory. Nothing is connected yet: a server that is not there is an alarm of the guard's,
 * not a reason not to begin.
 * @throws NocturneError `observatory-invalid` when there is nothing that could be guarded; the signal's reason
 */
export async function guardRig(
  observatory: Observatory,
  servers: Servers,
  clock: Clock,
  log: GuardLog,
  signal: AbortSignal,
): Promise<GuardRig> {
  const { devices, safety, name } = observatory;
  if (isSimulated(observatory)) {
    throw new NocturneError(
      'observatory-invalid',
      `"${name}" is simulated inside of a run, where no guard can reach it`,
      {
        hint: 'Guard an observatory with a server: `nocturne simulate` serves one.',
      },
    );
  }
  if (!devices.dome && !devices.telescope) {
    throw new NocturneError(
      'observatory-invalid',
      `"${name}" has neither a roof nor a mount: there is nothing to guard`,
      {
        hint: 'Name its `dome:` or its `telescope:` in the observatory file.',
      },
    );
  }
  const device = async <K extends DeviceType>(type: K, address: DeviceAddress) => {
    const client = servers.client(address.server);
    return client.device(type, await numberOf(client, type, address, clock, log, signal));
  };
  const sources: GuardSource[] = [];
  if (devices.safetyMonitor) sources.push(monitorSource(await device('safetymonitor', devices.safetyMonitor)));
  if (devices.observingConditions && safety.conditions && safety.conditions.length > 0) {
    sources.push(weatherSource(await device('observingconditions', devices.observingConditions), safety.conditions));
  }
  if (safety.file) sources.push(fileSource(safety.file.path, safety.file.maxAge));
  if (safety.heartbeat) sources.push(touchedSource(safety.heartbeat.path, safety.heartbeat.maxAge));
  return {
    ...(devices.telescope && { telescope: await device('telescope', devices.telescope) }),
    ...(devices.dome && { dome: await device('dome', devices.dome) }),
    ...(devices.camera && { camera: await device('camera', devices.camera) }),
    ...(devices.switch &&
      safety.mountPower !== undefined && {
        mountPower: { device: await device('switch', devices.switch), id: safety.mountPower },
      }),
    sources,
  };
}

/** Of a device named by its UniqueID the server has to be asked, again and again until it is there. */
async function numberOf(
  client: AlpacaClient,
  type: DeviceType,
  { device }: DeviceAddress,
  clock: Clock,
  log: GuardLog,
  signal: AbortSignal,
): Promise<number> {
  if (typeof device === 'number') return device;
  for (;;) {
    try {
      const configured = await client.configuredDevices({ signal });
      const found = configured.find((known) => known.type === type && known.uniqueId === device.uniqueId);
      if (found) return found.number;
      log.error(
        { type, ...device },
        `${client.url} has no ${type} "${device.uniqueId}": the observatory is NOT guarded`,
      );
    } catch (error) {
      signal.throwIfAborted();
      log.error({ error }, `${client.url} does not answer: the observatory is NOT guarded`);
    }
    await clock.sleep(ASK_AGAIN, signal);
  }
}
