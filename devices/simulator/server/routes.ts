import type { DeviceType } from '../../roles/device.js';
import { MEMBERS } from '../../roles/index.js';
import { type Member, wireName, type WireType } from '../../roles/member.js';
import type { Driver } from '../drivers/driver.js';
import { setterOf } from '../drivers/served.js';

type Method = (argument?: unknown) => unknown;

export interface Parameter {
  /** In the driver's arguments. */
  readonly key: string;
  /** On the wire. */
  readonly name: string;
  readonly type: WireType<unknown>;
}

export interface Call {
  readonly invoke: Method;
  readonly parameters: readonly Parameter[];
  /** undefined: the answer has no Value. */
  readonly value: WireType<unknown> | undefined;
  /** Whether the driver takes the bare value rather than named arguments. */
  readonly bare: boolean;
}

/** One member of one device: what GET and PUT do. */
export interface Route {
  readonly type: DeviceType;
  readonly driver: Driver;
  readonly key: string;
  readonly member: Member;
  readonly get: Call | undefined;
  readonly put: Call | undefined;
}

/** `/api/v1/telescope/0/slewing` and all the others, for every member of the tables. */
export function routesOf(drivers: readonly Driver[]): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const driver of drivers) {
    const { type, number } = driver.info;
    for (const [key, member] of Object.entries(MEMBERS[type])) {
      const path = `/api/v1/${type}/${String(number)}/${wireName(key, member).toLowerCase()}`;
      routes.set(path, { type, driver, key, member, ...callsOf(driver, key, member) });
    }
  }
  return routes;
}

/** LastExposureStartTime alone is given in FITS form, without the Z. */
const FITS_TIME: WireType<unknown> = { name: 'fits time' };

function callsOf(driver: Driver, key: string, member: Member): Pick<Route, 'get' | 'put'> {
  const parameters = 'params' in member ? parametersOf(member.params) : [];
  switch (member.verb) {
    case 'get': {
      const value = key === 'lastExposureStartTime' ? FITS_TIME : member.value;
      return { get: { invoke: method(driver, key), parameters, value, bare: false }, put: undefined };
    }
    case 'get-put':
      return {
        get: { invoke: method(driver, key), parameters: [], value: member.value, bare: false },
        put: {
          invoke: method(driver, setterOf(key)),
          parameters: [{ key, name: wireName(key, member), type: member.value }],
          value: undefined,
          bare: true,
        },
      };
    case 'put':
      return { get: undefined, put: { invoke: method(driver, key), parameters, value: member.value, bare: false } };
    case 'start':
      return { get: undefined, put: { invoke: method(driver, key), parameters, value: undefined, bare: false } };
  }
}

function parametersOf(params: Readonly<Record<string, WireType<unknown>>>): readonly Parameter[] {
  return Object.entries(params).map(([key, type]) => ({ key, name: wireName(key, {}), type }));
}

/** Images are served apart, so a camera has no such method. */
function method(driver: Driver, key: string): Method {
  const found = (driver as unknown as Record<string, Method | undefined>)[key];
  return found ? found.bind(driver) : () => undefined;
}
