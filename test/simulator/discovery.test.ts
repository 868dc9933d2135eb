import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DiscoveryResponder,
  DISCOVERY_PORT,
  respondToDiscovery,
} from '../../devices/simulator/server/discovery.js';
import { CONTROL_PAGE } from '../../devices/simulator/server/control-page.js';

const responders: DiscoveryResponder[] = [];
afterEach(async () => {
  await Promise.all(responders.splice(0).map((responder) => responder.close()));
});

/** false when UDP 32227 cannot be had. */
async function respond(port: number, host: string): Promise<boolean> {
  const responder = await respondToDiscovery(port, host);
  if (responder) responders.push(responder);
  return responder !== undefined;
}

/** Of these ports, those that answer; undefined when the question cannot be sent. Others on this machine may answer too. */
function ask(question: string, to: string, ports: readonly number[], patience = 3000): Promise<number[] | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
    const heard = new Set<number>();
    const finish = (found: number[] | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(found);
    };
    const answers = () => ports.filter((port) => heard.has(port));
    const timer = setTimeout(() => finish(answers()), patience);
    socket.on('message', (message) => {
      heard.add((JSON.parse(message.toString()) as { AlpacaPort: number }).AlpacaPort);
      if (answers().length === ports.length) finish(answers());
    });
    socket.bind(() => {
      if (to.endsWith('.255')) socket.setBroadcast(true);
      socket.send(question, DISCOVERY_PORT, to, (error) => {
        if (error) finish(undefined);
      });
    });
  });
}

const LOOPBACK = '127.255.255.255';
const QUESTION = 'alpacadiscovery1';

describe('the discovery responder', () => {
  it('answers the question with its port, and nothing else at all', async ({ skip }) => {
    if (!(await respond(45_678, '127.0.0.1'))) return skip('UDP 32227 cannot be had here');
    const heard = await ask(QUESTION, LOOPBACK, [45_678]);
    if (heard === undefined) return skip('nothing can be broadcast here');
    expect(heard).toEqual([45_678]);
    expect(await ask('hello', LOOPBACK, [45_678], 200)).toEqual([]);
  });

  it('lets several simulators on one machine be found by one broadcast', async ({ skip }) => {
    const ports = [45_681, 45_682, 45_683];
    for (const port of ports) if (!(await respond(port, '127.0.0.1'))) return skip('UDP 32227 cannot be had here');
    const heard = await ask(QUESTION, LOOPBACK, ports);
    if (heard === undefined) return skip('nothing can be broadcast here');
    expect(heard).toEqual(ports);
  });

  it.each(['::', '::1'])('answers over IPv6 for a server at %s', async (host) => {
    // Where there is no IPv6 there is nobody to be answered.
    if (!(await respond(45_690, host))) return;
    expect((await ask(QUESTION, '::1', [45_690])) ?? [45_690]).toEqual([45_690]);
  });

  it('does not answer over IPv6 for a server that listens on IPv4 alone', async ({ skip }) => {
    if (!(await respond(45_691, '127.0.0.1'))) return skip('UDP 32227 cannot be had here');
    expect((await ask(QUESTION, '::1', [45_691], 200)) ?? []).toEqual([]);
  });
});

describe('the control page', () => {
  it('has a script that a browser can read', () => {
    const script = /<script>([\s\S]*)<\/script>/.exec(CONTROL_PAGE)?.[1];
    expect(script).toBeDefined();
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- to have it parsed, not run
    expect(() => new Function(script!)).not.toThrow();
  });

  it('has every element that its script asks for', () => {
    const asked = [...CONTROL_PAGE.matchAll(/\$\('(\w+)'\)|rows\('(\w+)'/g)].map((match) => match[1] ?? match[2]!);
    for (const id of asked) expect(CONTROL_PAGE, id).toContain(`id="${id}"`);
  });
});
