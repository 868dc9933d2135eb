/**
 * How fast the simulated observatory is: `npx tsx bench/simulator.ts`. Prints a table for docs/simulator.md.
 */
import { request } from 'undici';
import { createWorld, inProcessDispatcher, SimulatorServer } from '../devices/simulator/index.js';
import type { FrameRecipe } from '../devices/simulator/world/camera/frame.js';
import { WorkerDarkroom } from '../devices/simulator/world/camera/darkroom.js';
import { random } from '../devices/simulator/world/random.js';
import { SystemClock } from '../devices/clock.js';
import { VirtualClock } from '../devices/virtual-clock.js';

const rows: (readonly [what: string, figure: string])[] = [];

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** 26 megapixels with 2,000 stars, in the worker, while another client polls the mount over HTTP. */
async function largeFrame(): Promise<void> {
  const [width, height, count] = [6248, 4176, 2000];
  const draw = random(5);
  const column = (make: () => number): Float64Array => Float64Array.from({ length: count }, make);
  const recipe: FrameRecipe = {
    width,
    height,
    bin: 1,
    stars: {
      count,
      x: column(() => draw.uniform() * width),
      y: column(() => draw.uniform() * height),
      electrons: column(() => 1000 * Math.exp(6 * draw.uniform())),
    },
    sigma: 1.5,
    background: 80,
    dark: 1,
    mosaic: undefined,
    readNoise: 3,
    electronsPerADU: 0.3,
    bias: 500,
    ceiling: 65535,
    seed: 9,
  };
  const server = new SimulatorServer(createWorld({ clock: new SystemClock(), connectTime: 0 }));
  const { url } = await server.listen();
  const get = async (): Promise<void> => {
    const { body } = await request(`${url}/api/v1/telescope/0/connected?ClientID=1`);
    await body.text();
  };
  const darkroom = new WorkerDarkroom();
  await darkroom.develop(recipe);
  await get();
  const renders: number[] = [];
  const answers: number[] = [];
  for (let i = 0; i < 7; i++) {
    const started = performance.now();
    let done = false;
    const developing = darkroom.develop(recipe).then(() => {
      done = true;
      renders.push(performance.now() - started);
    });
    while (!done) {
      const asked = performance.now();
      await get();
      answers.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await developing;
  }
  await darkroom.close();
  await server.close();
  rows.push([
    '26 MP frame with 2,000 stars, in the worker',
    `${ms(quantile(renders, 0.5))} (best ${ms(quantile(renders, 0))})`,
  ]);
  rows.push([
    'answers over HTTP meanwhile',
    `median ${ms(quantile(answers, 0.5))}, 95 % ${ms(quantile(answers, 0.95))}, worst ${ms(quantile(answers, 1))}`,
  ]);
}

/** Calls of a client in the same process. */
async function calls(): Promise<void> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 22));
  const dispatcher = inProcessDispatcher(createWorld({ clock, connectTime: 0 }));
  const base = 'http://simulator/api/v1/telescope/0/';
  await (await request(`${base}connected`, { method: 'PUT', body: 'Connected=true', dispatcher })).body.text();
  const N = 20_000;
  for (const member of ['slewing', 'rightascension', 'devicestate']) {
    const best = { microseconds: Infinity };
    for (let round = 0; round < 4; round++) {
      const started = performance.now();
      for (let i = 0; i < N; i++) {
        const { body } = await request(`${base}${member}?ClientID=1&ClientTransactionID=2`, { dispatcher });
        await body.json();
      }
      best.microseconds = Math.min(best.microseconds, ((performance.now() - started) / N) * 1000);
    }
    rows.push([`one call of ${member} in the same process`, `${best.microseconds.toFixed(0)} us`]);
  }
}

/** A night of ten hours as a client polls it, once a second while something moves, without images. */
async function night(): Promise<void> {
  const started = performance.now();
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 20));
  const world = createWorld({ clock, connectTime: 0 });
  const dispatcher = inProcessDispatcher(world);
  let count = 0;
  const get = async (member: string): Promise<unknown> => {
    count++;
    const { body } = await request(`http://simulator/api/v1/${member}?ClientID=1&ClientTransactionID=2`, {
      dispatcher,
    });
    return ((await body.json()) as { Value: unknown }).Value;
  };
  const put = async (member: string, form: string): Promise<void> => {
    count++;
    const { body } = await request(`http://simulator/api/v1/${member}`, { method: 'PUT', body: form, dispatcher });
    await body.text();
  };
  await clock.drive(
    (async () => {
      for (const type of ['telescope', 'camera', 'dome', 'safetymonitor'])
        await put(`${type}/0/connected`, 'Connected=true');
      await put('dome/0/openshutter', '');
      await clock.sleep(10_000);
      await put('telescope/0/unpark', '');
      await put('telescope/0/tracking', 'Tracking=true');
      while (clock.now() < Date.UTC(2026, 10, 22, 6)) {
        const sidereal = (await get('telescope/0/siderealtime')) as number;
        await put(
          'telescope/0/slewtocoordinatesasync',
          `RightAscension=${String((sidereal + 23) % 24)}&Declination=40`,
        );
        while (await get('telescope/0/slewing')) await clock.sleep(500);
        for (let frame = 0; frame < 10; frame++) {
          await put('camera/0/startexposure', 'Duration=180&Light=true');
          await clock.sleep(175_000);
          while (!(await get('camera/0/imageready'))) await clock.sleep(500);
          await get('safetymonitor/0/issafe');
        }
      }
    })(),
  );
  const seconds = (performance.now() - started) / 1000;
  rows.push([`a night of 10 h, ${String(count)} calls, no image downloaded`, `${seconds.toFixed(2)} s`]);
}

await largeFrame();
await calls();
await night();
for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
