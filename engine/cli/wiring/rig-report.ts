import type { DeviceFinding } from './connect-rig.js';

/** What one server answered. */
export interface ServerFindings {
  readonly server: string;
  /** Why the server itself cannot be used. */
  readonly problem?: string;
  readonly devices: readonly DeviceFinding[];
}

/**
 * The servers with their devices, those that failed with the reason.
 * @example
 *   http://192.168.1.20:11111
 *     ok      telescope 0 (EQ6)
 *     FAILED  camera 1: the server has no such camera; it has 0 (ASI2600)
 */
export function renderTree(findings: readonly ServerFindings[]): string {
  return findings.flatMap(renderServer).join('\n');
}

function renderServer({ server, problem, devices }: ServerFindings): readonly string[] {
  if (problem !== undefined) {
    const lost = devices.map(({ label }) => label).join(', ');
    return [`  ${server}`, `    FAILED  ${withoutServer(problem, server)}`, `            (${lost})`];
  }
  return [
    `  ${server}`,
    ...devices.map((device) =>
      device.ok
        ? `    ok      ${device.label}`
        : `    FAILED  ${device.label}: ${withoutServer(device.problem, server)}`,
    ),
  ];
}

/** The messages of the devices begin with "telescope 0 at http://...: ", which the tree says already. */
function withoutServer(message: string, server: string): string {
  const at = message.indexOf(`at ${server}: `);
  return at < 0 ? message : message.slice(at + server.length + 5);
}
