import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ElementType, Image } from '../../devices/roles/index.js';
import { SystemClock } from '../../devices/clock.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { FileDisk } from '../../engine/fits/frame-disk.js';
import { headerCards } from '../../engine/fits/keywords/index.js';
import { packFrame, unpack } from '../../engine/fits/rice.js';
import { SidecarWriter } from '../../engine/fits/sidecar.js';
import { EXPOSURE_START, fullFacts, NIGHT, scantFacts } from '../support/fits-facts.js';
import { imageOf, randomNumbers } from '../support/images.js';
import { ask, askPython, available } from '../support/judges.js';

const KINDS: readonly (readonly [string, ElementType, number, number, number])[] = [
  ['16 bits from uint16', 'uint16', 200, 101, 1],
  ['16 bits from int16', 'int16', 33, 20, 1],
  ['8 bits', 'uint8', 37, 21, 1],
  ['32 bits from int32', 'int32', 35, 24, 1],
  ['32 bits from uint32', 'uint32', 35, 24, 1],
  ['64 bits from int64', 'int64', 12, 7, 1],
  ['64 bits from uint64', 'uint64', 12, 7, 1],
  ['single precision', 'float32', 20, 10, 1],
  ['double precision', 'float64', 20, 10, 1],
  ['colour', 'uint16', 31, 20, 3],
];

const longTarget = { name: `Barnard's ${'very '.repeat(20)}long loop`, position: { ra: 5.5, dec: -5.3 } };
const HEADERS = [
  ['all that can be known', fullFacts()],
  ['no more than must be', scantFacts()],
  ['long texts', fullFacts({ target: longTarget, key: 'k'.repeat(150) })],
] as const;

let folder: string;
const files = new Map<string, { path: string; image: Image }>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-judges-'));
  const encoder = new FrameEncoder();
  for (const [kind, elementType, width, height, planes] of KINDS) {
    const random = randomNumbers(width);
    // Finite floating-point numbers, so that they can be compared.
    const fill = elementType.startsWith('float') ? (i: number) => (random(i) - 2 ** 31) / 1000 : random;
    const image = imageOf({ width, height, planes, elementType }, fill);
    for (const [header, facts] of HEADERS) {
      const path = join(folder, `${String(files.size)}.fits`);
      await writeFile(path, encoder.encode(image, headerCards(facts, NIGHT, EXPOSURE_START + 200_000)).bytes);
      files.set(`${kind}, ${header}`, { path, image });
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!available('fitsverify'))('fitsverify finds no error and no warning', () => {
  test('in any kind of file', async () => {
    for (const [kind, { path }] of files) {
      const said = await ask('fitsverify', [path]).catch((error: unknown) =>
        String((error as { stdout?: string }).stdout),
      );
      expect(said, kind).toContain('0 warning(s) and 0 error(s)');
    }
  });

  test('in a sidecar', async () => {
    const clock = new SystemClock();
    const measured = { stars: 71, hfr: 1.47, fwhm: 2.9, eccentricity: 0.3, background: 670, noise: 25, saturated: 0 };
    const { path } = await new SidecarWriter({ clock, night: NIGHT, disk: new FileDisk(clock) }).write(
      fullFacts(),
      join(folder, 'm31_L_0007.fits'),
      measured,
    );
    expect(await ask('fitsverify', [path])).toContain('0 warning(s) and 0 error(s)');
  });

  test.skipIf(!available('fpack'))(
    'in any kind of file that is packed, and each unpacks to the same bytes',
    async () => {
      for (const [kind, { path }] of files) {
        if (!kind.endsWith('all that can be known')) continue;
        const plain = `${path}.copy.fits`;
        await copyFile(path, plain);
        const bytes = await readFile(plain);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const packing = packFrame({ path: plain, sha256, bytes: bytes.length }, [`${plain}.fz`], new SystemClock());
        if (kind.startsWith('64 bits')) {
          // What fpack has no way to pack stays as it is.
          await expect(packing).rejects.toThrow(/stays as it is/);
          expect(Buffer.compare(await readFile(plain), bytes), kind).toBe(0);
          continue;
        }
        const packed = await packing;
        const said = await ask('fitsverify', [packed.path]).catch((error: unknown) =>
          String((error as { stdout?: string }).stdout),
        );
        expect(said, kind).toContain('0 warning(s) and 0 error(s)');
        expect(Buffer.compare(await unpack(packed.path), bytes), kind).toBe(0);
      }
    },
  );
});

const READ = `
import sys, json, warnings
warnings.simplefilter('error')
from astropy.io import fits
out = []
for path in sys.argv[1:]:
    with fits.open(path, checksum=True, do_not_scale_image_data=False, uint=True) as hdus:
        hdu = hdus[0]
        data = hdu.data
        out.append({
            'checksums': [hdu.verify_checksum(), hdu.verify_datasum()],
            'shape': list(data.shape), 'type': data.dtype.name,
            'pixels': [str(v) if data.dtype.kind in 'iu' else repr(float(v)) for v in data.ravel()],
            'header': {k: hdu.header[k] for k in hdu.header if k not in ('', 'COMMENT', 'HISTORY')},
        })
print(json.dumps(out, default=str))
`;

interface Seen {
  readonly checksums: readonly [number, number];
  readonly shape: readonly number[];
  readonly type: string;
  readonly pixels: readonly string[];
  readonly header: Readonly<Record<string, unknown>>;
}

describe.skipIf(!available('astropy'))('astropy', () => {
  let seen: Map<string, Seen>;
  beforeAll(async () => {
    const paths = [...files.values()].map(({ path }) => path);
    const read = (await askPython(READ, ...paths)) as Seen[];
    seen = new Map([...files.keys()].map((kind, i) => [kind, read[i]!]));
  });

  test('reads exactly the pixels of the camera, and finds both checksums right', () => {
    for (const [kind, { image }] of files) {
      const { checksums, pixels, shape } = seen.get(kind)!;
      expect(checksums, kind).toEqual([1, 1]);
      const { width, height, planes, data, elementType } = image;
      expect(shape).toEqual(planes > 1 ? [planes, height, width] : [height, width]);
      let i = 0;
      for (let plane = 0; plane < planes; plane++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const value = data[(x * height + y) * planes + plane]!;
            const read = pixels[i++]!;
            expect(elementType.startsWith('float') ? Number(read) : read, kind).toBe(
              elementType.startsWith('float') ? value : String(value),
            );
          }
        }
      }
    }
  });

  test('reads the header as it was meant', () => {
    const { header } = seen.get('16 bits from uint16, all that can be known')!;
    expect(header).toMatchObject({
      OBJECT: 'M31',
      OBSERVER: 'Zoe ?. Muller',
      SEQUENCE: "Andromeda's night",
      'DATE-OBS': '2026-11-21T23:10:05.337',
      EXPTIME: 180.002,
      BAYERPAT: 'RGGB',
      XBAYROFF: 1,
      YBAYROFF: 1,
      PIERSIDE: 'EAST',
      OBJCTRA: '00 42 44.30',
      OBJCTDEC: '+41 16 08.4',
      SITELONG: -0.0015,
    });
    expect(seen.get('16 bits from uint16, long texts')!.header).toMatchObject({
      OBJECT: longTarget.name,
      FRAMEKEY: 'k'.repeat(150),
    });
  });

  test('agrees on where the telescope pointed, and when', async () => {
    const { header } = seen.get('16 bits from uint16, all that can be known')!;
    const said = (await askPython(
      `
import sys, json, warnings
warnings.simplefilter('ignore')
from astropy.utils import iers
iers.conf.auto_download = False
from astropy.time import Time
from astropy.coordinates import SkyCoord, EarthLocation, AltAz, get_body
import astropy.units as u
h = json.loads(sys.argv[1])
at = EarthLocation.from_geodetic(h['OBSGEO-L'], h['OBSGEO-B'], h['OBSGEO-H'])
t = Time(h['DATE-AVG'], scale='utc')
p = SkyCoord(h['RA'] * u.deg, h['DEC'] * u.deg)
frame = AltAz(obstime=t, location=at)
aa = p.transform_to(frame)
moon = get_body('moon', t, at).transform_to(frame)
print(json.dumps({'alt': aa.alt.deg, 'az': aa.az.deg, 'moonalt': moon.alt.deg, 'moonsep': moon.separation(aa).deg,
  'mjd': Time(h['DATE-OBS'], scale='utc').mjd, 'sunalt': get_body('sun', t, at).transform_to(frame).alt.deg}))
`,
      JSON.stringify(header),
    )) as Record<string, number>;
    expect(header.CENTALT).toBeCloseTo(said.alt!, 2);
    expect(header.CENTAZ).toBeCloseTo(said.az!, 2);
    expect(header.MOONALT).toBeCloseTo(said.moonalt!, 1);
    expect(header.MOONSEP).toBeCloseTo(said.moonsep!, 1);
    expect(header.SUNALT).toBeCloseTo(said.sunalt!, 1);
    expect(header['MJD-OBS']).toBeCloseTo(said.mjd!, 7);
  });
});

describe.skipIf(!available('fpack'))('fpack', () => {
  test('packs and unpacks a frame without loss', async () => {
    const { path } = files.get('16 bits from uint16, all that can be known')!;
    const back = join(folder, 'back.fits');
    await ask('fpack', ['-r', '-O', `${path}.fz`, path]);
    await ask('funpack', ['-O', back, `${path}.fz`]);
    const { readFits } = await import('../../engine/fits/reader.js');
    const [before, after] = [await readFits(path), await readFits(back)];
    expect(after.pixels).toEqual(before.pixels);
    expect(after.dataSumValid).toBe(true);
    expect(after.checksumValid).toBe(true);
  });
});
