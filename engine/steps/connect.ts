import { z } from 'zod';
import { NocturneError } from '../errors.js';
import { type Role, ROLES } from '../rig.js';
import { defineStep } from './step.js';

export const connect = defineStep({
  kind: 'connect',
  summary: 'Connects every device of the observatory; does nothing for those that are connected.',
  schema: z.strictObject({}),
  needs: [],
  resume: 'repeat',
  title: () => 'connect the devices',
  estimate: () => 5,
  async run(context) {
    const failures: string[] = [];
    await Promise.all(
      ROLES.map(async (role: Role) => {
        const device = await context.useIfPresent(role);
        if (!device) return;
        context.report({ doing: `connecting the ${role}` });
        await device.connect({ signal: context.signal }).catch((error: unknown) => {
          context.signal.throwIfAborted();
          failures.push(`${role}: ${error instanceof Error ? error.message : String(error)}`);
        });
      }),
    );
    if (failures.length > 0) throw connectionError(failures);
  },
});

/** One error for all devices that did not connect, a line each. */
function connectionError(failures: readonly string[]): Error {
  return new NocturneError(
    'connect-failed',
    `${String(failures.length)} ${failures.length === 1 ? 'device does' : 'devices do'} not connect:\n${failures
      .map((line) => `  - ${line}`)
      .join('\n')}`,
  );
}
