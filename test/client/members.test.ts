import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { AlpacaClient, DEVICE_TYPES, type DeviceType, MEMBERS, type PierSide } from '../../devices/index.js';
import { setterOf, starterOf } from '../../devices/alpaca/device.js';
import { type Member, type MemberTable, wireName } from '../../devices/roles/member.js';
import { memberReference } from '../../devices/roles/reference.js';

type Signature = readonly [params: readonly string[], response: string];
type OfficialMembers = Readonly<Record<string, Readonly<Partial<Record<'GET' | 'PUT', Signature>>>>>;
/** The members of the official OpenAPI description of the Alpaca device API, with their parameters and responses. */
const official = JSON.parse(readFileSync(new URL('./data/alpaca-members.json', import.meta.url), 'utf8')) as Readonly<
  Record<DeviceType | 'common', OfficialMembers>
>;

/** What a response is called there, by the type here. */
const RESPONSES: Readonly<Record<string, RegExp>> = {
  boolean: /^Bool/,
  int32: /^(Int|IntMinimum1|PercentInt)Response$/,
  double: /^(Double|PercentDouble|RightAscension|Declination)Response$/,
  string: /^StringResponse$/,
  'string[]': /^StringArrayResponse$/,
  'int32[]': /^IntArrayResponse$/,
  datetime: /^(TelescopeUTCDate|LastExposureStartTime)Response$/,
  image: /^ImageArray(Variant)?Response$/,
  'DeviceState[]': /^DeviceStateResponse$/,
  'AxisRates[]': /^AxisRatesResponse$/,
  'DriveRate[]': /^DriveRatesResponse$/,
};
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  boolean: /^boolean$/,
  int32: /^int32$/,
  double: /^(number|double|None)$/,
  string: /^string$/,
  datetime: /^None$/,
};

const verbsOf = ({ verb }: Member): readonly string[] =>
  verb === 'get' ? ['GET'] : verb === 'get-put' ? ['GET', 'PUT'] : ['PUT'];

const paramsOf = (key: string, member: Member, verb: string): readonly (readonly [string, string])[] => {
  if (member.verb === 'get-put') return verb === 'PUT' ? [[wireName(key, member), member.value.name]] : [];
  return Object.entries(member.params).map(([name, type]) => [wireName(name, {}), type.name]);
};

describe.each(DEVICE_TYPES)('the table of %s', (type) => {
  const listed: OfficialMembers = { ...official.common, ...official[type] };
  const table: MemberTable = MEMBERS[type];
  const byPath = new Map(Object.entries(table).map(([key, member]) => [wireName(key, member).toLowerCase(), key]));

  it('has every official member, and no other', () => {
    expect([...byPath.keys()].sort()).toEqual(Object.keys(listed).sort());
  });

  it('has their verbs, parameters and types', () => {
    for (const [path, verbs] of Object.entries(listed)) {
      const key = byPath.get(path) ?? '';
      const member = table[key]!;
      expect(verbsOf(member), path).toEqual(Object.keys(verbs).sort());
      for (const [verb, [params, response]] of Object.entries(verbs)) {
        const mine = paramsOf(key, member, verb);
        expect(mine.map(([name]) => name).sort(), `${verb} ${path}`).toEqual(params.map((p) => p.split(':')[0]).sort());
        for (const [name, wireType] of mine) {
          const theirs = params.find((p) => p.startsWith(`${name}:`))?.split(':')[1] ?? '';
          expect(theirs, `${verb} ${path} ${name}`).toMatch(PARAMETERS[wireType] ?? /^None$/);
        }
        const value =
          member.verb === 'start' || (verb === 'PUT' && member.verb === 'get-put') ? undefined : member.value;
        expect(response, `${verb} ${path}`).toMatch(
          value === undefined ? /^MethodResponse$/ : (RESPONSES[value.name] ?? new RegExp(`^${value.name}Response$`)),
        );
      }
    }
  });

  it('has a sentence for each member, and `until` names a property', () => {
    for (const [key, member] of Object.entries(table)) {
      expect(member.doc, key).toMatch(/^[A-Z].*[.;)]$/s);
      if (member.verb === 'start') expect(table[member.until], key).toBeDefined();
    }
  });

  it('gives the client a method for each of them', () => {
    const device = new AlpacaClient({ url: 'http://nowhere' }).device(type, 0) as unknown as Record<string, unknown>;
    for (const [key, member] of Object.entries(table)) {
      expect(device[member.verb === 'start' ? starterOf(key) : key], key).toBeTypeOf('function');
      if (member.verb === 'get-put') expect(device[setterOf(key)], key).toBeTypeOf('function');
    }
  });
});

describe('the tables', () => {
  it('type the methods', () => {
    const telescope = new AlpacaClient({ url: 'http://nowhere' }).telescope(0);
    expectTypeOf(telescope.slewing).returns.resolves.toEqualTypeOf<boolean>();
    expectTypeOf(telescope.sideOfPier).returns.resolves.toEqualTypeOf<PierSide>();
    expectTypeOf<PierSide>().toEqualTypeOf<'unknown' | 'pierEast' | 'pierWest'>();
    expectTypeOf(telescope.setTracking).parameter(0).toEqualTypeOf<boolean>();
    expectTypeOf(telescope.startPark).returns.resolves.toEqualTypeOf<void>();
  });

  it('give the reference page (npx vitest -u writes it)', async () => {
    await expect(memberReference()).toMatchFileSnapshot('../../docs/device-members.md');
  });
});
