import { DEVICE_TYPES, deviceMembers, PLATFORM_7_VERSION } from './device.js';
import { MEMBERS } from './index.js';
import { type Member, type MemberTable, type Params, type WireType } from './member.js';

const HEAD = `# Members of the devices

Every member of the ten Alpaca device types, as the client's methods. This page is made from the tables in
\`devices/roles/\`; a test fails when it is stale.

A property is read by the method of its name and, where it can be written, written by \`setName(value)\`. A method that
only starts something is called \`startName\`; the property that tells when it is over stands after the arrow. Every
method takes \`{ signal, deadline }\` as its last argument. \`v3\` is the interface version that brought a member;
*optional* members may answer \`NotImplementedError\`; *state* members are part of \`readState()\`; *urgent* ones go
ahead of everything that waits.
`;

/** The page docs/device-members.md. */
export function memberReference(): string {
  const sections = DEVICE_TYPES.map((type) => {
    const own = Object.fromEntries(Object.entries(MEMBERS[type]).filter(([key]) => !(key in deviceMembers)));
    return section(`${type} (version ${String(PLATFORM_7_VERSION[type])})`, own);
  });
  return [HEAD, section('Every device', deviceMembers), ...sections].join('\n');
}

function section(title: string, table: MemberTable): string {
  const rows = Object.entries(table)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, member]) => row(key, member));
  return [`## ${title}\n`, '| method | gives | |', '|---|---|---|', ...rows, ''].join('\n');
}

function row(key: string, member: Member): string {
  const capitalized = key.charAt(0).toUpperCase() + key.slice(1);
  const writer = member.verb === 'get-put' ? `<br>\`set${capitalized}(value)\`` : '';
  const name = member.verb === 'start' ? `start${capitalized}` : key;
  const params = member.verb === 'get-put' ? '' : paramsOf(member.params);
  const marks = [
    ...(member.since ? [`v${String(member.since)}`] : []),
    ...(member.optional ? ['optional'] : []),
    ...(member.state ? ['state'] : []),
    ...(member.urgent ? ['urgent'] : []),
  ];
  const notes = marks.length === 0 ? '' : ` *${marks.join(', ')}*`;
  return `| \`${name}(${params})\`${writer} | ${gives(member)} | ${member.doc}${notes} |`;
}

function paramsOf(params: Params): string {
  const names = Object.entries(params).map(([name, type]) => `${name}: ${typeName(type)}`);
  return names.length === 0 ? '' : `{ ${names.join(', ')} }`;
}

function gives(member: Member): string {
  if (member.verb === 'start') return `&rarr; \`${member.until}\``;
  if (!member.value) return '';
  const { unit } = member;
  return member.value.codes
    ? values(member.value)
    : `${typeName(member.value)}${unit === undefined ? '' : `, ${unit}`}`;
}

function values({ name, codes = {} }: WireType<unknown>): string {
  const list = name.endsWith('[]') ? 'list of ' : '';
  return (
    list +
    Object.keys(codes)
      .map((code) => `\`${code}\``)
      .join(' ')
  );
}

const NAMES: Readonly<Record<string, string>> = {
  int32: 'integer',
  double: 'number',
  string: 'text',
  'string[]': 'texts',
  'int32[]': 'integers',
  datetime: 'UTC in ms',
  image: '`Image`',
  'AxisRates[]': '`{ minimum, maximum }[]`',
  'DeviceState[]': '`{ name, value }[]`',
};

function typeName({ name }: WireType<unknown>): string {
  return NAMES[name] ?? name;
}
