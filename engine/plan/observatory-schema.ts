import { z } from 'zod';
import {
  altitude,
  angularRate,
  azimuth,
  count,
  duration,
  elevation,
  latitude,
  length,
  limits,
  longitude,
  positiveCount,
  timeExpression,
  wholeNumber,
} from './quantities.js';
import { quantity, read, unreadable } from './quantity.js';
import { headerChanges } from './header-schema.js';
import { safety } from './safety-schema.js';
import { crossing, objectName } from './sequence-schema.js';
import { zone } from './zone.js';

const server = quantity<string>({
  name: 'the address of an Alpaca server',
  examples: ['http://192.168.1.20:11111', 'simulator'],
  description: 'Address of an Alpaca server such as http://192.168.1.20:11111; simulator for the built-in one.',
  parse: (written) => {
    const text = String(written);
    if (text === 'simulator' || isServerUrl(text)) return read(text);
    return unreadable('', isServerUrl(`http://${text}`) ? `did you mean \`http://${text}\`?` : undefined);
  },
});

/** Whether a reference to an observatory is the address of a server rather than the name of a file. */
export function isServerUrl(text: string): boolean {
  if (!/^https?:\/\/[^/]/iu.test(text)) return false;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.pathname === '/' || url.pathname === '');
}

const device = z
  .union([
    count,
    z.strictObject({ server: server.optional(), device: count }),
    z.strictObject({ server: server.optional(), 'unique-id': z.string().min(1) }),
  ])
  .meta({
    description: "The device's number on its server, or { server, device }, or { server, unique-id }.",
  });

export const DEVICE_KEYS = {
  telescope: 'telescope',
  camera: 'camera',
  'filter-wheel': 'filterWheel',
  focuser: 'focuser',
  rotator: 'rotator',
  dome: 'dome',
  'safety-monitor': 'safetyMonitor',
  'observing-conditions': 'observingConditions',
  'cover-calibrator': 'coverCalibrator',
  switch: 'switch',
} as const;

const horizon = z
  .union([altitude, z.array(z.tuple([azimuth, altitude])).min(2), z.string().min(1)])
  .default(0)
  .meta({
    description:
      'Lowest altitude at which something is seen: one for all directions, a list of [azimuth, altitude], or a file with an azimuth and an altitude on each line.',
  });

const dateTime = timeExpression.refine(({ base }) => base.kind === 'instant' || base.kind === 'local', {
  error: 'expected a date and time such as 2026-11-21T20:30:00Z',
});

/** The whole observatory file. */
export const observatoryFile = z.strictObject({
  observatory: objectName.meta({ description: 'Name of the observatory.' }),
  site: z.strictObject({
    name: z.string().optional(),
    latitude,
    longitude,
    elevation,
    zone,
    horizon,
  }),
  server: server.optional().meta({ description: 'Where devices are that name no server of their own.' }),
  devices: z
    .strictObject({
      telescope: device.optional(),
      camera: device.optional(),
      'filter-wheel': device.optional(),
      focuser: device.optional(),
      rotator: device.optional(),
      dome: device.optional().meta({ description: 'A dome, or a roll-off roof.' }),
      'safety-monitor': device.optional(),
      'observing-conditions': device.optional(),
      'cover-calibrator': device.optional(),
      switch: device.optional(),
    })
    .meta({ description: 'The devices of the observatory by the part they play.' }),
  dome: z
    .strictObject({
      follow: z.boolean().default(true).meta({
        description:
          'Whether a dome that can be turned is turned with the telescope; false where something else does that, and the driver does not say so (Slaved).',
      }),
    })
    .optional(),
  optics: z
    .strictObject({
      telescope: z.string().optional().meta({ description: 'For the headers of the frames.' }),
      'focal-length': length.optional(),
      aperture: length.optional(),
    })
    .default({}),
  filters: z
    .array(
      z.union([
        z
          .string()
          .min(1)
          .transform((name) => ({ name, offset: 0 })),
        z.strictObject({
          name: z.string().min(1),
          offset: wholeNumber
            .default(0)
            .meta({ description: 'Focuser steps from where the first filter is in focus.' }),
        }),
      ]),
    )
    .min(1)
    .optional()
    .meta({
      description: "Names and focus offsets of the filters in the order of the wheel, instead of the wheel's own.",
    }),
  clock: z
    .enum(['system', 'mount'])
    .default('system')
    .meta({ description: "Whose date holds: this computer's, or the mount's, for simulators that carry their own." }),
  safety,
  meridian: z
    .strictObject({
      'track-past': duration.default(0).meta({
        description:
          'How long the mount may track past the meridian in the pointing state that it came in; 0 for not at all.',
      }),
      crossing: crossing.default('finish'),
      'flip-after': duration.default(60).meta({
        description: 'How long after the meridian a slew makes the mount flip: only for mounts that do not tell.',
      }),
      settle: duration.default(5).meta({ description: 'Pause after a flip.' }),
      'when-no-side': z.enum(['by-alignment', 'hour-angle', 'never-flip']).default('by-alignment').meta({
        description:
          "For a mount that reports no pointing state: by the driver's alignment mode (fork and alt-az never flip, others by hour angle), by hour angle, or never.",
      }),
      attempts: positiveCount
        .default(3)
        .meta({ description: 'How often a flip is tried before the night is secured.' }),
    })
    .prefault({}),
  limits: limits.optional().meta({
    description:
      'Where the telescope may point, for any target. While the sun is up, sun-separation is "> 15 deg" unless it is said otherwise.',
  }),
  images: z
    .strictObject({
      folder: z
        .string()
        .min(1)
        .default('nights')
        .meta({ description: 'Folder of the frames; relative to this file, or ~/ for your own.' }),
      name: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Pattern of the names below the folder, with tokens in braces.' }),
      header: headerChanges.optional(),
      pack: z.boolean().default(false).meta({
        description: 'Packs each frame without loss by fpack, which must be installed; about half the size.',
      }),
      'copy-to': z.string().min(1).optional().meta({
        description: 'A second folder that shall hold the same frames; relative to this file, or ~/ for your own.',
      }),
      analysis: z.boolean().default(true).meta({
        description: 'Measures stars and sky of each frame after it is saved, for the journal and the report.',
      }),
      previews: z.boolean().default(true).meta({ description: 'Makes a stretched JPEG of each frame.' }),
      sidecar: z.boolean().default(false).meta({
        description: 'Writes what was measured beside each frame, as a FITS header without data (.hdr).',
      }),
    })
    .prefault({}),
  timing: z
    .strictObject({
      frame: duration.optional().meta({ description: 'From the end of an exposure to the beginning of the next.' }),
      'filter-change': duration.optional().meta({ description: 'From one filter to the next in the wheel.' }),
      'slew-rate': angularRate.optional(),
      'slew-settle': duration.optional().meta({ description: 'What a slew takes beyond turning.' }),
      roof: duration.optional().meta({ description: 'Opening the roof, or closing it.' }),
      cooling: duration
        .optional()
        .meta({ description: 'From the end of a cooling ramp until the sensor is at its temperature.' }),
    })
    .default({})
    .meta({ description: 'What things take here: only estimates and previews depend on it.' }),
  observer: z.string().optional().meta({ description: 'For the headers of the frames.' }),
  simulator: z
    .strictObject({
      start: dateTime.optional().meta({
        description:
          'Date and time that the simulated observatory carries when a run begins; without it, the real one.',
      }),
      seed: count.default(1).meta({ description: 'Of everything random; the same seed gives the same night.' }),
      'slew-rate': angularRate.optional().meta({ description: 'Speed of the mount.' }),
      sensor: z
        .strictObject({ width: positiveCount, height: positiveCount })
        .optional()
        .meta({ description: 'Size of the sensor in pixels.' }),
    })
    .optional()
    .meta({ description: 'What world the built-in simulator is given.' }),
});

export type ObservatoryFile = z.output<typeof observatoryFile>;
