import { z } from 'zod';
import { DEVICE_TYPES } from '../../../devices/roles/index.js';
import { type Fault, FAULT_KINDS, type Stretch, type WorldOptions } from '../../../devices/simulator/index.js';
import { readYaml } from '../../plan/document.js';
import { readText } from '../../plan/load.js';
import { hasErrors } from '../../plan/problem.js';
import {
  angularRate,
  duration,
  elevation,
  latitude,
  length,
  longitude,
  positiveCount,
  temperature,
} from '../../plan/quantities.js';
import { validate } from '../../plan/validate.js';
import { FileProblems } from '../report-failure.js';

/** What a simulated observatory is like, and what goes wrong in it. */
export interface Scenario {
  readonly world: Omit<WorldOptions, 'clock'>;
  readonly faults: readonly Fault[];
}

export const EMPTY_SCENARIO: Scenario = { world: {}, faults: [] };

/** A stretch of time, counted from when the simulator begins. */
const spell = z.strictObject({ after: duration, for: duration });
type Spell = z.output<typeof spell>;

const scenarioFile = z.strictObject({
  seed: z.number().int().min(0).optional(),
  site: z.strictObject({ latitude, longitude, elevation }).optional(),
  optics: z.strictObject({ 'focal-length': length.optional(), aperture: length.optional() }).optional(),
  sensor: z.strictObject({ width: positiveCount, height: positiveCount }).optional(),
  'slew-rate': angularRate.optional(),
  'roof-interlock': z.boolean().optional(),
  temperature: temperature.optional(),
  clouds: z.array(spell).default([]),
  rain: z.array(spell).default([]),
  faults: z
    .array(
      z.strictObject({
        device: z.enum(DEVICE_TYPES),
        member: z.string().min(1).optional(),
        kind: z.enum(FAULT_KINDS as [Fault['kind'], ...Fault['kind'][]]),
        after: duration.optional(),
        for: duration.optional(),
        count: positiveCount.optional(),
        seconds: z.number().positive().optional(),
      }),
    )
    .default([]),
});

/**
 * Reads a scenario; its times count from `begin`.
 * @throws FileProblems
 */
export function readScenario(path: string, begin: number): Scenario {
  const text = readText(path, 'the scenario');
  if (typeof text !== 'string') throw new FileProblems([text], new Map(), 'plan');
  const sources = new Map([[path, text]]);
  const { root, problems, start } = readYaml(path, text);
  if (hasErrors(problems)) throw new FileProblems(problems, sources, 'plan');
  if (!root) return EMPTY_SCENARIO;
  const read = validate(scenarioFile, root, 'scenario', start);
  if (!read.ok) throw new FileProblems(read.problems, sources, 'plan');
  const file = read.value;
  const stretch = ({ after, for: length }: Spell): Stretch => ({
    from: begin + after * 1000,
    to: begin + (after + length) * 1000,
  });
  const focalLength = file.optics?.['focal-length'];
  const aperture = file.optics?.aperture;
  return {
    world: {
      ...(file.seed !== undefined && { seed: file.seed }),
      ...(file.site && { site: file.site }),
      optics: { ...(focalLength !== undefined && { focalLength }), ...(aperture !== undefined && { aperture }) },
      ...(file.sensor && { camera: file.sensor }),
      ...(file['slew-rate'] !== undefined && { mount: { slewRate: file['slew-rate'] } }),
      ...(file['roof-interlock'] !== undefined && { roof: { interlock: file['roof-interlock'] } }),
      weather: {
        clouds: file.clouds.map(stretch),
        rain: file.rain.map(stretch),
        ...(file.temperature !== undefined && { temperature: file.temperature }),
      },
    },
    faults: file.faults.map(({ device, member, kind, after, for: lasts, count, seconds }) => {
      const from = begin + (after ?? 0) * 1000;
      return {
        device,
        kind,
        ...(member !== undefined && { member }),
        ...(after !== undefined && { from }),
        ...(lasts !== undefined && { to: from + lasts * 1000 }),
        ...(count !== undefined && { count }),
        ...(seconds !== undefined && { seconds }),
      };
    }),
  };
}
