import type { DeviceType } from '../roles/device.js';
import type { CallOptions, Member, MembersOf, MemberTable } from '../roles/member.js';
import { type PropertiesOf, ReadableDevice } from './device-state.js';
import { setterOf, starterOf } from './device.js';
import type { ServerLink } from './link.js';

/** The members that a class writes by hand, since waiting for their end is part of them. */
type Without<T extends MemberTable, Own extends string> = Omit<MembersOf<T>, Own>;

type DeviceClass<K extends DeviceType, T extends MemberTable, Own extends string> = new (
  link: ServerLink,
  number: number,
) => ReadableDevice<K, PropertiesOf<T>> & Without<T, Own>;

type Params = Readonly<Record<string, unknown>>;

/**
 * A class of devices with a method for each member of a table: `slewing()`, `setTracking(true)`, `startPark()`.
 * `own` names the members that the subclass brings itself.
 */
export function deviceClass<K extends DeviceType, const T extends MemberTable, const Own extends string = never>(
  type: K,
  table: T,
  own: readonly Own[] = [],
): DeviceClass<K, T, Own> {
  class GeneratedDevice extends ReadableDevice<K> {
    constructor(link: ServerLink, number: number) {
      super(link, type, number, table);
    }

    static addMember(key: string, member: Member): void {
      const define = (name: string, value: (this: GeneratedDevice, ...args: never[]) => Promise<unknown>): void => {
        Object.defineProperty(value, 'name', { value: name });
        Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
      };
      if (member.verb === 'get-put') {
        define(key, function (options?: CallOptions) {
          return this.invoke(key, {}, options);
        });
        define(setterOf(key), function (value: unknown, options?: CallOptions) {
          return this.write(key, value, options);
        });
        return;
      }
      const name = member.verb === 'start' ? starterOf(key) : key;
      if (Object.keys(member.params).length === 0) {
        define(name, function (options?: CallOptions) {
          return this.invoke(key, {}, options);
        });
      } else {
        define(name, function (params: Params, options?: CallOptions) {
          return this.invoke(key, params, options);
        });
      }
    }
  }
  const byHand = new Set<string>(own);
  for (const [key, member] of Object.entries(table)) if (!byHand.has(key)) GeneratedDevice.addMember(key, member);
  // The methods were added by name: only the table knows their types.
  return GeneratedDevice as unknown as DeviceClass<K, T, Own>;
}
