import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AlpacaClient,
  AlpacaError,
  DEVICE_TYPES,
  DeadlineError,
  DeviceError,
  ProtocolError,
  SystemClock,
  TransportError,
} from '../../devices/index.js';
import { createWorld, SimulatorServer } from '../../devices/simulator/index.js';
import { everyMember, everyOperation, type Method } from './every-method.js';
import { type Fault, FaultProxy, FAULTS } from './fault-proxy.js';

type ErrorClass = abstract new (...args: never[]) => Error;

/** What each fault must end in; undefined: the answer comes all the same, or the driver's own refusal. */
const ENDS: Readonly<Record<Fault, ErrorClass | undefined>> = {
  none: undefined,
  hang: DeadlineError,
  reset: TransportError,
  'slow bytes': DeadlineError,
  'truncated body': TransportError,
  'wrong status': ProtocolError,
  'not HTTP': ProtocolError,
  'not JSON': ProtocolError,
  'wrong ids': undefined,
  delayed: undefined,
};

/** ms: short where the fault is that nothing comes, so that the test is; long elsewhere, so that it never decides. */
const deadlineOf = (fault: Fault): number => (ENDS[fault] === DeadlineError ? 40 : 10_000);

const matrix = new Map<string, string[]>();
let server: SimulatorServer;
let proxy: FaultProxy;
let url: string;

beforeAll(async () => {
  const world = createWorld({
    clock: new SystemClock(),
    seed: 7,
    camera: { width: 64, height: 48, download: 0 },
    connectTime: 0,
  });
  server = new SimulatorServer(world);
  proxy = new FaultProxy((await server.listen()).url);
  url = await proxy.listen();
  const client = new AlpacaClient({ url });
  for (const type of DEVICE_TYPES) await client.device(type, 0).connect();
  await client.camera(0).expose({ duration: 0.01, light: true });
  await client.close();
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.close();
  const width = Math.max(...FAULTS.map((fault) => fault.length)) + 1;
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(21) + cells.map((cell) => cell.padStart(width)).join('');
  const rows = [...matrix].map(([name, cells]) => row(name, cells));
  console.log(['Members x faults, held of tried:', row('', FAULTS), ...rows].join('\n'));
});

interface Outcome {
  readonly error: unknown;
  readonly took: number;
}

async function tried(client: AlpacaClient, method: Method, deadline?: number): Promise<Outcome> {
  const began = performance.now();
  const error = await method.call(client, deadline === undefined ? {} : { deadline }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, took: performance.now() - began };
}

function isHeld(fault: Fault, { error, took }: Outcome, deadline: number): boolean {
  if (took > deadline + 5_000) return false;
  const expected = ENDS[fault];
  if (expected) return error instanceof expected && (error instanceof DeviceError || error instanceof DeadlineError);
  return error === undefined || error instanceof AlpacaError;
}

describe.each(FAULTS)('with answers spoilt by: %s', (fault) => {
  it('every member of every device ends as it should, and leaves no socket open', async () => {
    proxy.fault = fault;
    proxy.requests.clear();
    const ms = deadlineOf(fault);
    const members = everyMember().filter(({ name }) => name !== 'startDisconnect' && name !== 'setConnected');
    const left = [...members];
    const broken: string[] = [];
    // A few clients, each with one call at a time: then no call waits for another, and its deadline is its own.
    const work = async (client: AlpacaClient): Promise<void> => {
      for (let member = left.shift(); member; member = left.shift()) {
        // An image may take as long as it likes while bytes come: here it gets a deadline.
        const outcome = await tried(client, member, member.name.startsWith('imageArray') ? ms : undefined);
        if (!isHeld(fault, outcome, ms)) broken.push(`${member.type}.${member.name}: ${String(outcome.error)}`);
      }
      expect(client.openSockets).toBeLessThanOrEqual(14);
      await client.close();
    };
    const deadlines = { control: ms, long: ms, imageStart: ms, imageStall: ms };
    await Promise.all(Array.from({ length: 12 }, () => work(new AlpacaClient({ url, deadlines }))));
    for (const type of DEVICE_TYPES) {
      const own = members.filter((member) => member.type === type);
      const held = own.length - broken.filter((line) => line.startsWith(`${type}.`)).length;
      matrix.set(type, [...(matrix.get(type) ?? []), `${String(held)}/${String(own.length)}`]);
    }
    expect(broken).toEqual([]);
    await expect.poll(() => proxy.sockets.size, { timeout: 5_000, interval: 5 }).toBe(0);
  });

  it('no PUT is sent twice', () => {
    const twice = [...proxy.requests].filter(([key, times]) => key.startsWith('PUT') && times > 1);
    expect(twice).toEqual([]);
  });

  it('every operation ends as it should', async () => {
    proxy.fault = fault;
    const client = new AlpacaClient({ url, deadlines: { control: 40, long: 40, imageStart: 40, imageStall: 40 } });
    const operations = everyOperation();
    const broken: string[] = [];
    await Promise.all(
      DEVICE_TYPES.map(async (type) => {
        for (const operation of operations.filter((other) => other.type === type)) {
          const { error, took } = await tried(client, operation, 150);
          const typed = error === undefined || error instanceof DeviceError || error instanceof DeadlineError;
          if (!typed || took > 6_000)
            broken.push(`${type}.${operation.name}: ${String(error)} after ${took.toFixed(0)} ms`);
        }
      }),
    );
    const held = `${String(operations.length - broken.length)}/${String(operations.length)}`;
    matrix.set('operations', [...(matrix.get('operations') ?? []), held]);
    expect(broken).toEqual([]);
    await client.close();
  });
});
