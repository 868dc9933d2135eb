import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/index.js';
import { FakeAlpaca, FakeServer } from './fake-alpaca.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** MB in use once everything that can go has gone. */
async function memory(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

describe('50,000 reads in a row', () => {
  it('leave neither memory nor sockets behind', { timeout: 180_000 }, async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false).on('GET telescope/0/atpark', true);
    const server = new FakeServer(fake);
    const client = new AlpacaClient({ url: await server.listen() });
    const telescope = client.telescope(0);
    const signal = new AbortController().signal;
    let most = 0;
    const read = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i += 2) {
        await Promise.all([telescope.slewing({ signal }), telescope.atPark({ signal })]);
        fake.requests.length = 0;
        most = Math.max(most, server.sockets.size);
      }
    };
    await read(5_000);
    const before = await memory();
    await read(50_000);
    const grown = (await memory()) - before;
    console.log(`50,000 reads: ${grown.toFixed(2)} MB more in use, at most ${String(most)} sockets`);
    // A hundred bytes a read; what the runtime keeps for itself varies by a megabyte or two.
    expect(grown).toBeLessThan(5);
    expect(most).toBeLessThanOrEqual(4);
    await client.close();
    await server[Symbol.asyncDispose]();
  });
});
