import type { Device, DeviceType } from '../../devices/roles/index.js';

/** What a member of a fake device does: gives a value, throws an error, or is called. */
type Answer = unknown;

/** As the client's NotImplementedError: the device does not have this member. */
export class FakeNotImplemented extends Error {
  readonly number = 0x400;
}

/**
 * A device that answers what it is told to and has nothing else: members that are not named are not implemented.
 * An Error is thrown, a function is called each time, anything else is the value. `calls` names what was called.
 */
export function fakeDevice<D extends Device>(
  type: DeviceType,
  answers: Readonly<Record<string, Answer>>,
): D & { readonly calls: string[] } {
  const calls: string[] = [];
  return new Proxy({} as D & { calls: string[] }, {
    get(_, member): unknown {
      if (member === 'calls') return calls;
      if (member === 'type') return type;
      if (typeof member !== 'string' || member === 'then') return undefined;
      return async (...args: unknown[]): Promise<unknown> => {
        calls.push(member);
        const answer = answers[member];
        if (answer === undefined) throw new FakeNotImplemented(`${member} is not implemented`);
        if (answer instanceof Error) throw answer;
        return typeof answer === 'function' ? (answer as (...args: unknown[]) => unknown)(...args) : answer;
      };
    },
  });
}
