import { readFileSync } from 'node:fs';
import { type Clock, SystemClock } from '../clock.js';
import type { EpochMs } from '../../sky/index.js';
import type { WorldOptions } from './options.js';
import { ScaledClock } from './scaled-clock.js';
import { parseScenario } from './scenario/parse.js';
import { type Scenario, stage } from './scenario/scenario.js';
import { SimulatorServer } from './server/server.js';
import { createWorld, type World } from './world.js';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 11111; 0 for any free one. */
  readonly port?: number;
  /** Whether to answer discovery; default true. */
  readonly discovery?: boolean;
  /** A scenario, or the path of its file. */
  readonly scenario?: Scenario | string;
  /** How much faster than real time; before the scenario's. */
  readonly speed?: number;
  /** The date that the observatory carries at first; before the scenario's. Default: the real one. */
  readonly start?: EpochMs;
  /** Beside and before what the scenario says of the world. */
  readonly world?: Omit<WorldOptions, 'clock'>;
  /** Whose time passes; default the machine's. */
  readonly clock?: Clock;
}

export interface ServedSimulator {
  readonly url: string;
  readonly port: number;
  readonly world: World;
  close(): Promise<void>;
}

const NOTHING: Scenario = { world: {}, start: undefined, speed: undefined, events: [] };

/**
 * Serves a simulated observatory until it is closed. Control page and API: `/simulator`.
 * @throws ScenarioError; Error when the scenario cannot be read or the port is taken
 */
export async function serveSimulator(options: ServeOptions = {}): Promise<ServedSimulator> {
  const { scenario: given } = options;
  const scenario = typeof given === 'string' ? parseScenario(readFileSync(given, 'utf8'), given) : (given ?? NOTHING);
  const inner = options.clock ?? new SystemClock();
  const speed = options.speed ?? scenario.speed ?? 1;
  const start = options.start ?? scenario.start;
  const clock = speed === 1 && start === undefined ? inner : new ScaledClock(inner, speed, start ?? inner.now());
  const world = createWorld({ ...scenario.world, ...options.world, clock });
  stage(world, scenario.events);
  const server = new SimulatorServer(world, {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 11111,
    discovery: options.discovery ?? true,
  });
  const { url, port } = await server.listen();
  return { url, port, world, close: () => server.close() };
}
