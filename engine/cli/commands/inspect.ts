import {
  AlpacaClient,
  type AlpacaDevice,
  type ConfiguredDevice,
  DEVICE_TYPES,
  DeadlineError,
  DeviceError,
  SystemClock,
} from '../../../devices/index.js';
import { EXIT, NocturneError } from '../../errors.js';
import { nearName } from '../../../devices/near-name.js';
import { isServerUrl } from '../../plan/observatory-schema.js';
import { positiveNumber, usage } from '../arguments.js';
import { defineCommand } from '../command.js';
import { propertyJson, propertyLines } from '../discovery/property-text.js';
import { watchDevice } from '../discovery/watch-device.js';
import type { Terminal } from '../terminal.js';

export const inspect = defineCommand({
  name: 'inspect',
  summary: "Shows a device's every property, live.",
  usage: ['SERVER [DEVICE] [options]'],
  about: [
    'Reads every property of a device, such as telescope or camera/1, and on a terminal keeps showing them until Ctrl-C. Without a device it shows all devices of the server once.',
    'It writes nothing and moves nothing. What a device without a connection to its hardware does not tell is shown as such; --connect connects it for the while.',
  ],
  operands: { least: 1, most: 2, what: 'the address of a server, and a device of it' },
  options: {
    once: { help: 'Shows the properties once, also on a terminal.' },
    every: {
      value: 'SECONDS',
      help: 'How often they are read. Away from a terminal, changes are printed then.',
      default: '1',
    },
    connect: { help: 'Connects the device, and disconnects it again if it was not connected before.' },
    json: { help: 'Prints JSON, once.' },
  },
  exits: [
    [EXIT.ok, 'the properties were shown'],
    [EXIT.plan, 'the command line is wrong'],
    [EXIT.observatory, 'the server does not answer, or has no such device'],
  ],
  examples: [
    ['nocturne inspect http://127.0.0.1:32323 telescope', 'Watch the mount.'],
    ['nocturne inspect http://127.0.0.1:32323 --json', 'Everything of every device, for a program.'],
  ],
  async action({ options, operands }, terminal) {
    const [url = '', place] = operands;
    if (!isServerUrl(url)) {
      throw usage(
        'inspect',
        `"${url}" is no address of a server`,
        'For example http://127.0.0.1:32323; `nocturne discover` finds servers.',
      );
    }
    const every = 1000 * (options.every === undefined ? 1 : positiveNumber('--every', options.every, 3600));
    const clock = new SystemClock();
    const client = new AlpacaClient({ url, clock });
    const stop = new AbortController();
    const interrupt = (): void => {
      stop.abort(new Error('ended by Ctrl-C'));
    };
    process.once('SIGINT', interrupt);
    const { signal } = stop;
    try {
      const served = await client.configuredDevices({ signal });
      const wanted = place === undefined ? served : [find(place, served, url)];
      const live =
        place !== undefined && !options.once && !options.json && (terminal.interactive || options.every !== undefined);
      for (const { type, number, name } of wanted) {
        const device: AlpacaDevice = client.device(type, number);
        const title = `${type}/${String(number)}  ${name}`;
        await connected(device, options.connect, async () => {
          if (live) await watchDevice(device, { title, every, clock, signal }, terminal);
          else await showOnce(device, title, options.json, terminal);
        });
      }
    } catch (error) {
      if (signal.aborted) return EXIT.ok;
      if (!(error instanceof DeviceError || error instanceof DeadlineError)) throw error;
      throw new NocturneError('server-not-found', error.message, { cause: error });
    } finally {
      process.off('SIGINT', interrupt);
      await client.close();
    }
    return EXIT.ok;
  },
});

async function connected(device: AlpacaDevice, wanted: boolean, work: () => Promise<void>): Promise<void> {
  if (wanted) await device.connect();
  try {
    await work();
  } finally {
    // Only what was connected here: others may share the device.
    await device.disconnect();
  }
}

async function showOnce(device: AlpacaDevice, title: string, json: boolean, terminal: Terminal): Promise<void> {
  const reading = await device.readAll();
  if (json) terminal.print(JSON.stringify({ device: title.split(' ')[0], ...propertyJson(reading) }));
  else terminal.print([title, ...propertyLines(device.type, reading, terminal), ''].join('\n'));
}

/** `telescope`, `Filter-Wheel` or `camera/1`. */
function find(place: string, served: readonly ConfiguredDevice[], url: string): ConfiguredDevice {
  const [name = '', number] = place.toLowerCase().replaceAll('-', '').split('/');
  if (!DEVICE_TYPES.some((type) => type === name)) {
    const near = nearName(name, DEVICE_TYPES);
    throw usage(
      'inspect',
      `there is no device type "${name}"`,
      near === undefined ? undefined : `Did you mean ${near}?`,
    );
  }
  const found = served.find(
    (device) => device.type === name && (number === undefined || device.number === Number(number)),
  );
  if (found) return found;
  const has = served.map((device) => `${device.type}/${String(device.number)}`).join(', ');
  throw new NocturneError('server-not-found', `${url} has no ${place}`, {
    hint: `It has ${has === '' ? 'no devices' : has}.`,
  });
}
