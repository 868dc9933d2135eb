import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { DISCOVERY_PORT, respondToDiscovery } from '../../devices/simulator/server/discovery.js';
import { CONTROL_PAGE } from '../../devices/simulator/server/control-page.js';

function ask(question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => finish(undefined), 300);
    const finish = (answer: string | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    socket.on('message', (message) => finish(message.toString()));
    socket.send(question, DISCOVERY_PORT, '127.0.0.1');
  });
}

describe('the discovery responder', () => {
  it('answers the question with its port, and nothing else at all', async ({ skip }) => {
    const responder = await respondToDiscovery(45_678, '127.0.0.1');
    if (!responder) {
      skip('UDP 32227 cannot be had here');
      return;
    }
    try {
      expect(JSON.parse((await ask('alpacadiscovery1'))!)).toEqual({ AlpacaPort: 45_678 });
      expect(await ask('hello')).toBeUndefined();
    } finally {
      await responder.close();
    }
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
