import type { AlpacaClient } from '../../../devices/alpaca/client.js';
import type { DeviceType } from '../../../devices/roles/index.js';
import { NocturneError } from '../../errors.js';
import type { GuardRig } from '../../guard/rig.js';
import { fileSource, type GuardSource, monitorSource, touchedSource, weatherSource } from '../../guard/sources.js';
import { type DeviceAddress, isSimulated, type Observatory } from '../../plan/observatory.js';
import type { Servers } from './servers.js';

/**
 * The guard's own hold of an observatory. Nothing is asked or connected yet: a server that is not there is an alarm of the
 * guard's, not a reason not to begin.
 * @throws NocturneError `observatory-invalid` when there is nothing that could be guarded
 */
export function guardRig(observatory: Observatory, servers: Servers): GuardRig {
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
  const device = <K extends DeviceType>(type: K, address: DeviceAddress) =>
    locate(servers.client(address.server), type, address);
  const sources: GuardSource[] = [];
  if (devices.safetyMonitor) sources.push(monitorSource(device('safetymonitor', devices.safetyMonitor)));
  if (devices.observingConditions && safety.conditions && safety.conditions.length > 0) {
    sources.push(weatherSource(device('observingconditions', devices.observingConditions), safety.conditions));
  }
  if (safety.file) sources.push(fileSource(safety.file.path, safety.file.maxAge));
  if (safety.heartbeat) sources.push(touchedSource(safety.heartbeat.path, safety.heartbeat.maxAge));
  return {
    ...(devices.telescope && { telescope: device('telescope', devices.telescope) }),
    ...(devices.dome && { dome: device('dome', devices.dome) }),
    ...(devices.camera && { camera: device('camera', devices.camera) }),
    ...(devices.switch &&
      safety.mountPower !== undefined && {
        mountPower: { device: device('switch', devices.switch), id: safety.mountPower },
      }),
    sources,
  };
}

/** A device by its number, or by its UniqueID, for which its server is asked until it has answered once. */
function locate<K extends DeviceType>(client: AlpacaClient, type: K, { device }: DeviceAddress) {
  let known: number | undefined;
  const numberOf = async (signal: AbortSignal): Promise<number> => {
    if (typeof device === 'number') return device;
    const configured = await client.configuredDevices({ signal });
    const found = configured.find((each) => each.type === type && each.uniqueId === device.uniqueId);
    if (!found) throw new Error(`${client.url} has no ${type} "${device.uniqueId}"`);
    return found.number;
  };
  return async (signal: AbortSignal) => {
    known ??= await numberOf(signal);
    return client.device(type, known);
  };
}
