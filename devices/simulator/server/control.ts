import { DEVICE_TYPES, type DeviceType, MEMBERS } from '../../roles/index.js';
import { FAULT_KINDS, type Fault, type FaultKind } from '../faults.js';
import type { World } from '../world.js';
import type { Condition } from '../world/weather.js';
import { CONTROL_PAGE } from './control-page.js';
import { framePng } from './frame-png.js';
import { type Answer, html, json, type Reply, type Request } from './message.js';
import { BadRequest, formParameters, type Parameters } from './parameters.js';
import { profile } from './profile.js';

const ROOT = '/simulator';
const API = '/simulator/v1/';

/** `/simulator`: the page for people, and the API behind it. It works while the network of the world is lost. */
export async function control(world: World, request: Request): Promise<Answer | undefined> {
  const { method, path } = request;
  if (method === 'GET' && (path === ROOT || path === `${ROOT}/`)) return html(CONTROL_PAGE);
  if (!path.startsWith(API)) return undefined;
  const what = path.slice(API.length);
  const deviceProfile = /^([a-z]+)\/(\d+)\/xmlprofile$/.exec(what);
  if (deviceProfile)
    return method === 'GET' ? profile(world, deviceProfile[1] ?? '', Number(deviceProfile[2])) : undefined;
  switch (`${method} ${what.split('/')[0] ?? ''}`) {
    case 'GET state':
      return json(JSON.stringify(stateOf(world)));
    case 'GET frame.png':
      return framePng(world);
    case 'PUT weather':
      return weather(world, formParameters(request.body));
    case 'PUT roof':
      return roof(world, formParameters(request.body));
    case 'PUT network':
      return network(world, formParameters(request.body));
    case 'PUT faults':
      return json(JSON.stringify({ id: world.faults.add(faultOf(world, formParameters(request.body))) }));
    case 'DELETE faults':
      return removeFaults(world, what.split('/')[1]);
    default:
      return undefined;
  }
}

/** What displays show, and what no driver tells. */
function stateOf(world: World): unknown {
  const { collisions, pointing, pointingState, roof: roofState } = world.truth;
  const snapshot = world.snapshot();
  return {
    ...snapshot,
    truth: { pointing, pointingState, roof: roofState, exposures: world.camera.count },
    hazards: collisions,
    hazardCount: snapshot.hazards,
    faults: world.faults.list(),
    network: { lost: world.network.lost(world.clock.now()) },
    drivers: world.drivers.map((driver) => ({ type: driver.info.type, connected: driver.connected() })),
  };
}

/** `condition`: clouds, rain, wind, or clear; `minutes`: how long, for ever if absent. */
function weather(world: World, parameters: Parameters): Reply {
  const condition = oneOf(parameters, 'condition', ['clouds', 'rain', 'wind', 'clear']);
  const now = world.clock.now();
  const minutes = numberOf(parameters, 'minutes');
  if (condition === 'clear') world.weather.clear(now);
  else {
    const to = minutes === undefined ? Infinity : now + minutes * 60_000;
    world.weather.during(condition as Condition, { from: now, to });
  }
  return done();
}

/** `jammed`: true or false. */
function roof(world: World, parameters: Parameters): Reply {
  const now = world.clock.now();
  if (oneOf(parameters, 'jammed', ['true', 'false']) === 'true') {
    world.roof.stop(now);
    world.roof.jam({ from: now, to: Infinity });
  } else world.roof.free(now);
  return done();
}

/** `lost`: true or false; `seconds`: how long, for ever if absent. */
function network(world: World, parameters: Parameters): Reply {
  const now = world.clock.now();
  const seconds = numberOf(parameters, 'seconds');
  if (oneOf(parameters, 'lost', ['true', 'false']) === 'true') {
    world.network.cut({ from: now, to: seconds === undefined ? Infinity : now + seconds * 1000 });
  } else world.network.restore(now);
  return done();
}

/** `device`, `kind`; `member`, `count`, `seconds`, `value` (JSON), `minutes` (how long). */
function faultOf(world: World, parameters: Parameters): Fault {
  const device = oneOf(parameters, 'device', DEVICE_TYPES) as DeviceType;
  const kind = oneOf(parameters, 'kind', FAULT_KINDS) as FaultKind;
  const member = parameters.get('member') || undefined;
  if (member && !Object.keys(MEMBERS[device]).some((key) => key.toLowerCase() === member.toLowerCase())) {
    throw new BadRequest(`a ${device} has no member "${member}"`);
  }
  const minutes = numberOf(parameters, 'minutes');
  const count = numberOf(parameters, 'count');
  const seconds = numberOf(parameters, 'seconds');
  const value = parameters.get('value');
  return {
    device,
    kind,
    ...(member === undefined ? {} : { member }),
    ...(count === undefined ? {} : { count }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(value === undefined ? {} : { value: parsed(value) }),
    ...(minutes === undefined ? {} : { to: world.clock.now() + minutes * 60_000 }),
  };
}

function removeFaults(world: World, id: string | undefined): Reply {
  if (id === undefined) world.faults.clear();
  else world.faults.remove(Number(id));
  return done();
}

function done(): Reply {
  return json('{"done":true}');
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function oneOf(parameters: Parameters, name: string, allowed: readonly string[]): string {
  const value = parameters.get(name);
  if (value !== undefined && allowed.includes(value)) return value;
  throw new BadRequest(`${name} must be one of ${allowed.join(', ')}`);
}

function numberOf(parameters: Parameters, name: string): number | undefined {
  const value = parameters.get(name);
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new BadRequest(`${name} must be a number above 0, not "${value}"`);
}
