import { MEMBERS } from '../../roles/index.js';
import { wireName } from '../../roles/member.js';
import type { Driver } from '../drivers/driver.js';
import { encode } from '../values.js';
import type { World } from '../world.js';
import { html, type Reply } from './message.js';
import { escaped, page } from './page-style.js';

/** `/setup` and `/setup/v1/{type}/{n}/setup`, for people. Undefined for any other path. */
export function setupPage(world: World, path: string): Reply | undefined {
  if (path === '/' || path === '/setup' || path === '/setup/') return html(overview(world));
  const device = /^\/setup\/v1\/([a-z]+)\/(\d+)\/setup$/.exec(path);
  if (!device) return undefined;
  const driver = world.drivers.find(({ info }) => info.type === device[1] && String(info.number) === device[2]);
  return driver && html(devicePage(driver));
}

function overview({ drivers, setup }: World): string {
  const rows = drivers.map(({ info }) => {
    const link = `/setup/v1/${info.type}/${String(info.number)}/setup`;
    return `<tr><td><a href="${link}">${escaped(info.name)}</a></td><td>${escaped(info.description)}</td><td>/api/v1/${info.type}/${String(info.number)}</td><td>${escaped(info.uniqueId)}</td></tr>`;
  });
  const { latitude, longitude, elevation } = setup.site;
  return page(
    'Simulated observatory: devices',
    `<p><a href="/simulator">Control page</a>: bring clouds, break devices, watch the mount.</p>
<p>Site ${latitude.toFixed(4)}, ${longitude.toFixed(4)} (east positive), ${String(elevation)} m; seed ${String(setup.seed)}.</p>
<table><tr><th>Device</th><th>What it is</th><th>Address</th><th>Unique id</th></tr>${rows.join('')}</table>
<p>What the observatory is like is said by the scenario it is started with.</p>`,
  );
}

function devicePage(driver: Driver): string {
  const { info } = driver;
  const methods = driver as unknown as Record<string, (() => unknown) | undefined>;
  const rows: string[] = [];
  for (const [key, member] of Object.entries(MEMBERS[info.type])) {
    const reads = member.verb === 'get-put' || (member.verb === 'get' && Object.keys(member.params).length === 0);
    if (!reads || member.value.name === 'image' || key === 'deviceState') continue;
    let value: string;
    try {
      value = JSON.stringify(encode(member.value, methods[key]?.call(driver)));
    } catch (error) {
      value = error instanceof Error ? error.message : String(error);
    }
    rows.push(
      `<tr><td>${wireName(key, member)}</td><td>${escaped(value)}</td><td>${escaped(member.unit ?? '')}</td><td>${escaped(member.doc)}</td></tr>`,
    );
  }
  return page(
    info.name,
    `<p><a href="/setup">All devices</a> · ${escaped(info.description)} · ${escaped(info.uniqueId)}</p>
<table><tr><th>Property</th><th>Value now</th><th>Unit</th><th></th></tr>${rows.join('')}</table>`,
  );
}
