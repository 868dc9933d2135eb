import type { StateValue } from '../../roles/device.js';
import { MEMBERS } from '../../roles/index.js';
import { CameraDriver } from '../drivers/camera.js';
import { ALWAYS_ANSWERED } from '../drivers/driver.js';
import { DriverError } from '../errors.js';
import { emptyValue, encode } from '../values.js';
import type { World } from '../world.js';
import { control } from './control.js';
import { handoff, imageBase64, imageBytes, imageBytesError, imageJson } from './image-bytes.js';
import { management } from './management.js';
import { type Answer, BROKEN, json, type Reply, type Request, text } from './message.js';
import { BadRequest, formParameters, idOf, type Parameters, queryParameters, valueOf } from './parameters.js';
import { type Call, type Route, routesOf } from './routes.js';
import { setupPage } from './setup-pages.js';
import { Spoiler } from './spoil.js';

/** The server without its sockets: a request in, an answer out. Everything strict about Alpaca is here. */
export class Handler {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #spoiler: Spoiler;
  #transaction = 0;

  constructor(readonly world: World) {
    this.#routes = routesOf(world.drivers);
    this.#spoiler = new Spoiler(world);
  }

  /** Answers at once where it can: a rehearsal makes tens of thousands of calls. */
  handle(request: Request): Answer | Promise<Answer> {
    try {
      const route = this.#routes.get(request.path);
      if (route) return this.#member(route, request);
      return this.#handedOff(request) ?? this.#beside(request) ?? this.#other(request);
    } catch (error) {
      return failure(error);
    }
  }

  /** Pages for people, and the control of the world. */
  #beside(request: Request): Answer | Promise<Answer> | undefined {
    const { method, path } = request;
    if (path.startsWith('/simulator')) {
      return control(this.world, request).then(
        (answer) => answer ?? text(404, `there is no ${method} ${path}`),
        failure,
      );
    }
    return method === 'GET' ? setupPage(this.world, path) : undefined;
  }

  #other(request: Request): Answer {
    if (this.world.network.lost(this.world.clock.now())) return BROKEN;
    const { path, method } = request;
    if (path.startsWith('/management/')) {
      const parameters = queryParameters(request.query);
      const value = method === 'GET' ? management(this.world, path) : undefined;
      if (value === undefined) return text(404, `there is no ${method} ${path}`);
      return envelope(JSON.stringify(value), idOf(parameters, 'ClientTransactionID'), ++this.#transaction);
    }
    const unknown = /^\/api\/v1\/([^/]*)\/([^/]*)\/([^/]*)$/.exec(path);
    if (unknown) return text(400, explain(unknown, Object.keys(MEMBERS), this.world));
    return text(404, `there is nothing at ${path}`);
  }

  /** The second half of a base64handoff; no member of the interface. */
  #handedOff({ method, path }: Request): Promise<Answer> | undefined {
    if (method !== 'GET' || !/\/imagearray(?:variant)?base64$/.test(path)) return undefined;
    const driver = this.#routes.get(path.replace(/base64$/, ''))?.driver;
    if (!(driver instanceof CameraDriver)) return undefined;
    return driver
      .frame()
      .then((frame) => imageBase64(this.world, frame))
      .catch(failure);
  }

  #member(route: Route, request: Request): Answer | Promise<Answer> {
    const writes = request.method === 'PUT';
    if (!writes && request.method !== 'GET') return text(405, `${request.method} is not a method of this API`);
    const call = writes ? route.put : route.get;
    if (!call) {
      return text(writes ? 405 : 400, `${route.key} is ${writes ? 'read with GET' : 'called with PUT'}`);
    }
    const parameters = writes ? formParameters(request.body) : queryParameters(request.query);
    idOf(parameters, 'ClientID');
    const transaction = idOf(parameters, 'ClientTransactionID');
    const invoke = argumentsOf(call, parameters);
    const server = ++this.#transaction;
    if (this.world.network.lost(this.world.clock.now())) return BROKEN;

    const exchange: Exchange = { route, call, argument: invoke, request, transaction, server, writes };
    const fault = this.world.faults.strike(route.type, route.key, this.world.clock.now());
    if (!fault) return this.#run(exchange);
    return this.#spoiler.spoil(fault, {
      route,
      writes,
      run: () => this.#run(exchange),
      refused: (error) => refused(exchange, error),
      told: (value) => envelope(call.value ? JSON.stringify(value) : undefined, transaction, server),
    });
  }

  #run(exchange: Exchange): Answer | Promise<Answer> {
    const { route, call, argument, transaction, server, writes } = exchange;
    const { driver } = route;
    try {
      if (!ALWAYS_ANSWERED.has(route.key)) {
        if (route.key !== 'isSafe' && !driver.connected()) {
          throw new DriverError('notConnected', `${driver.info.name} is not connected`);
        }
        const reason = driver.outOfOrder();
        if (reason !== undefined) throw new DriverError('driver', reason);
      }
      const broken = this.#spoiler.breakdown(route, writes);
      if (broken) throw broken;
      if (call.value?.name === 'image') return this.#image(exchange).catch((e: unknown) => refused(exchange, e));
      const told = call.invoke(argument);
      const result = route.key === 'deviceState' ? this.#spoiler.stateOf(route.type, told as StateValue[]) : told;
      if (!(result instanceof Promise)) return answer(call, result, transaction, server);
      return result.then(
        (value) => answer(call, value, transaction, server),
        (error: unknown) => refused(exchange, error),
      );
    } catch (error) {
      return refused(exchange, error);
    }
  }

  async #image({ route, request, transaction, server }: Exchange): Promise<Reply> {
    if (!(route.driver instanceof CameraDriver)) throw new DriverError('notImplemented', 'no camera');
    const frame = await route.driver.frame();
    if (wantsBytes(request)) return imageBytes(this.world, frame, transaction, server);
    if (/^true$/i.test(request.header('base64handoff') ?? '')) return handoff(frame, transaction, server);
    return imageJson(this.world, frame, transaction, server);
  }
}

/** One call of a member. */
interface Exchange {
  readonly route: Route;
  readonly call: Call;
  readonly argument: unknown;
  readonly request: Request;
  readonly transaction: number;
  readonly server: number;
  readonly writes: boolean;
}

/** A driver's refusal as an answer; any other error is a fault of ours, and HTTP's 500. */
function refused({ call, request, transaction, server }: Exchange, error: unknown): Reply {
  if (!(error instanceof DriverError)) return failure(error);
  if (call.value?.name === 'image' && wantsBytes(request)) {
    return imageBytesError(error.code, error.message, transaction, server);
  }
  const empty = call.value ? JSON.stringify(emptyValue(call.value)) : undefined;
  return envelope(empty, transaction, server, error.code, error.message);
}

function argumentsOf(call: Call, parameters: Parameters): unknown {
  const [first] = call.parameters;
  if (!first) return undefined;
  if (call.bare) return valueOf(parameters, first.name, first.type);
  return Object.fromEntries(call.parameters.map((p) => [p.key, valueOf(parameters, p.name, p.type)]));
}

function wantsBytes(request: Request): boolean {
  return /application\/imagebytes/i.test(request.header('accept') ?? '');
}

function answer(call: Call, value: unknown, transaction: number, server: number): Reply {
  return envelope(call.value ? JSON.stringify(encode(call.value, value)) : undefined, transaction, server);
}

/** Built by hand: JSON.stringify of an object would cost twice as much for each of a night's calls. */
function envelope(value: string | undefined, transaction: number, server: number, error = 0, message = ''): Reply {
  const before = value === undefined ? '{' : `{"Value":${value},`;
  return json(
    `${before}"ClientTransactionID":${String(transaction)},"ServerTransactionID":${String(server)},` +
      `"ErrorNumber":${String(error)},"ErrorMessage":${message === '' ? '""' : JSON.stringify(message)}}`,
  );
}

function explain([, type, number, member]: RegExpExecArray, types: readonly string[], { drivers }: World): string {
  if (!types.includes(type ?? '')) return `there is no device type "${type ?? ''}"`;
  if (!drivers.some(({ info }) => info.type === type && String(info.number) === number)) {
    return `there is no ${type ?? ''} ${number ?? ''}`;
  }
  return `a ${type ?? ''} has no member "${member ?? ''}"`;
}

function failure(error: unknown): Reply {
  if (error instanceof BadRequest) return text(400, error.message);
  return text(500, error instanceof Error ? error.message : String(error));
}
