import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { AlpacaClient } from '../../../devices/alpaca/client.js';
import { AlpacaError, DeviceError } from '../../../devices/alpaca/errors.js';
import type { ConfiguredDevice } from '../../../devices/alpaca/management.js';
import { DeadlineError } from '../../../devices/clock.js';
import { NocturneError } from '../../errors.js';
import type { Observatory } from '../../plan/observatory.js';
import { parseObservatory } from '../../plan/observatory-file.js';
import { DEVICE_KEYS } from '../../plan/observatory-schema.js';
import { hasErrors, renderProblems } from '../../plan/problem.js';
import { DEVICE_TYPE } from './device-types.js';
import type { Servers } from './servers.js';

/** What Nocturne's own simulators say of themselves in the management API. */
const SIMULATOR_MAKER = 'Nocturne';
/** Where a site has no known horizon, nothing is imaged below this. deg */
const HORIZON = 10;

/**
 * Describes the observatory behind a bare URL as its server tells it: the first device of each type, the site that the
 * mount knows, and what an observatory file has by default. Nothing is moved.
 * @throws NocturneError `connect-failed`, `observatory-invalid`
 */
export async function askServer(url: string, servers: Servers, signal: AbortSignal): Promise<Observatory> {
  const client = servers.client(url);
  try {
    const { manufacturer, serverName } = await client.description({ signal });
    const devices = firstOfEachType(await client.configuredDevices({ signal }));
    const simulated = manufacturer === SIMULATOR_MAKER;
    const { site, optics } = await askMount(client, devices.get('telescope'), signal);
    const file = {
      observatory:
        serverName
          .replace(/[/\\\u0000-\u001f]/gu, ' ')
          .trim()
          .slice(0, 80) || 'Observatory',
      site: { ...site, zone: zoneOf(site.longitude), horizon: HORIZON },
      server: url,
      devices: Object.fromEntries(
        Object.entries(DEVICE_KEYS).flatMap(([key, role]) => {
          const number = devices.get(DEVICE_TYPE[role]);
          return number === undefined ? [] : [[key, number]];
        }),
      ),
      optics,
      // A simulated night need not be waited for, and its mount may run into its pier.
      ...(simulated && {
        clock: 'mount',
        safety: { poll: '1 s', settle: '5 s' },
        meridian: { 'track-past': '10 s', settle: '1 s' },
      }),
    };
    return asObservatory(file, url);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DeviceError || error instanceof DeadlineError) throw unreachable(url, error);
    throw error;
  }
}

/** JSON is YAML: what a server tells is read, checked and completed as a file would be. */
function asObservatory(file: object, url: string): Observatory {
  const { observatory, problems, sources } = parseObservatory(JSON.stringify(file), join(process.cwd(), url));
  if (!observatory || hasErrors(problems)) {
    throw new NocturneError(
      'observatory-invalid',
      `the server at ${url} tells what cannot be an observatory:\n${renderProblems(problems, sources)}`,
      { hint: 'Write an observatory file for it; sequences/alpaca.observatory.yaml shows every key.' },
    );
  }
  const { file: _, ...described } = observatory;
  return { ...described, images: { ...described.images, folder: join(process.cwd(), 'nights') } };
}

function firstOfEachType(configured: readonly ConfiguredDevice[]): ReadonlyMap<ConfiguredDevice['type'], number> {
  const first = new Map<ConfiguredDevice['type'], number>();
  for (const { type, number } of [...configured].sort((a, b) => a.number - b.number)) {
    if (!first.has(type)) first.set(type, number);
  }
  return first;
}

interface Told {
  readonly site: { readonly latitude: number; readonly longitude: number; readonly elevation: number };
  readonly optics: { readonly 'focal-length'?: number; readonly aperture?: number };
}

async function askMount(client: AlpacaClient, number: number | undefined, signal: AbortSignal): Promise<Told> {
  if (number === undefined) {
    throw new NocturneError('device-missing', `the server at ${client.url} has no telescope to ask for the site`, {
      hint: 'Describe the observatory in a file; sequences/alpaca.observatory.yaml shows every key.',
    });
  }
  const telescope = client.telescope(number);
  await telescope.connect({ signal });
  const tell = async (ask: () => Promise<number>): Promise<number | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AlpacaError) return undefined;
      throw error;
    }
  };
  const latitude = await tell(() => telescope.siteLatitude({ signal }));
  const longitude = await tell(() => telescope.siteLongitude({ signal }));
  if (latitude === undefined || longitude === undefined) {
    throw new NocturneError('observatory-invalid', `the mount at ${client.url} does not tell where it stands`, {
      hint: 'Describe the site in an observatory file; sequences/alpaca.observatory.yaml shows every key.',
    });
  }
  const elevation = (await tell(() => telescope.siteElevation({ signal }))) ?? 0;
  // Alpaca gives meters, an observatory file takes millimeters.
  const focalLength = 1000 * ((await tell(() => telescope.focalLength({ signal }))) ?? 0);
  const aperture = 1000 * ((await tell(() => telescope.apertureDiameter({ signal }))) ?? 0);
  return {
    site: { latitude, longitude, elevation },
    optics: { ...(focalLength > 0 && { 'focal-length': focalLength }), ...(aperture > 0 && { aperture }) },
  };
}

/** This computer's zone where the site is near it, else the hours of the longitude. */
function zoneOf(longitude: number): string {
  const here = DateTime.local();
  const hours = Math.round(longitude / 15);
  if (here.zoneName !== 'UTC' && Math.abs(here.offset / 60 - hours) <= 2) return here.zoneName;
  return hours === 0 ? 'UTC' : `UTC${hours > 0 ? '+' : '-'}${String(Math.abs(hours))}`;
}

function unreachable(url: string, cause: Error): NocturneError {
  return new NocturneError(
    'connect-failed',
    `the observatory cannot be asked; nothing has been moved\n  ${cause.message}`,
    {
      cause,
      hint:
        `Check that an Alpaca server runs there: a browser should show its devices at ` +
        `${url}/management/v1/configureddevices. Without one, \`nocturne simulate\` serves simulators.`,
    },
  );
}
