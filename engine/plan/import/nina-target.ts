import { type DraftFrame, type DraftTarget, type LeftOut, SOME_FRAMES } from './draft.js';
import { isObject, type Json, kindOf, listOf, number, text } from './nina-json.js';
import { heightLimit, momentOf, triggerHere } from './nina-moments.js';

const TYPES: Readonly<Record<string, DraftFrame['type']>> = {
  DARK: 'dark',
  BIAS: 'bias',
  FLAT: 'flat',
  DARKFLAT: 'dark',
};

/** What is part of a target here, or looked after all the time. */
const IMPLIED: ReadonlySet<string> = new Set([
  'Annotation',
  'Center',
  'CenterAndRotate',
  'MeridianFlipTrigger',
  'SafetyMonitorCondition',
  'SetTracking',
  'SlewScopeToRaDec',
  'UnparkScope',
  'WaitUntilSafe',
]);

const EXPOSURES: ReadonlySet<string> = new Set([
  'TakeExposure',
  'TakeManyExposures',
  'SmartExposure',
  'SimpleExposure',
]);

export function isExposure(item: Json): boolean {
  return EXPOSURES.has(kindOf(item));
}

/** Reads the frames and the limits of the targets of a sequence, and notes what they leave out. */
export class NinaTargets {
  constructor(readonly left: LeftOut) {}

  /** @param container holds the target's instructions; empty for a target alone */
  target(container: Json, target: Json): DraftTarget {
    const coordinates = isObject(target['InputCoordinates']) ? target['InputCoordinates'] : {};
    if (number(target['Rotation']) !== 0 || number(target['PositionAngle']) !== 0) this.left.add('position angle');
    const limits: Record<string, string> = {};
    const times: { from?: string; until?: string } = {};
    const frames = this.#framesIn(container, limits, times);
    if (frames.length === 0)
      this.left.add(`the frames of ${text(target['TargetName']) ?? 'a target'}: those here are a suggestion`);
    const rotate = container['Mode'] === 'ROTATE' || container['Mode'] === 1;
    return {
      name: text(target['TargetName']) ?? 'Unnamed',
      ...placeOf(coordinates),
      frames: frames.length > 0 ? frames : SOME_FRAMES,
      ...(Object.keys(limits).length > 0 && { while: limits }),
      ...times,
      ...(rotate && { order: 'rotate' as const }),
    };
  }

  /** The frames of one instruction that exposes. */
  frames(item: Json): readonly DraftFrame[] {
    if (item['Enabled'] === false) return [];
    this.triggers(item);
    if (kindOf(item) === 'TakeExposure') return this.#frame(item, 1, undefined);
    const parts = listOf(item['Items']);
    const taken = parts.find((part) => kindOf(part) === 'TakeExposure');
    const wheel = parts.find((part) => kindOf(part) === 'SwitchFilter');
    return taken ? this.#frame(taken, this.iterations(item), wheel && filterOf(wheel)) : [];
  }

  /** How often a container goes round; its other conditions are left out. */
  iterations(item: Json): number {
    const conditions = listOf(item['Conditions']);
    const loop = conditions.find((condition) => kindOf(condition) === 'LoopCondition');
    for (const other of conditions) {
      if (other !== loop && !IMPLIED.has(kindOf(other))) this.left.add(`condition ${kindOf(other)}`);
    }
    return Math.max(1, number(loop?.['Iterations']));
  }

  triggers(container: Json): void {
    for (const trigger of listOf(container['Triggers'])) {
      if (IMPLIED.has(kindOf(trigger))) continue;
      const here = triggerHere(trigger);
      this.left.add(`trigger ${kindOf(trigger)}${here === undefined ? '' : `, which is \`${here}\` here`}`);
    }
  }

  /** All frames below a container; what else is there is part of what a target does anyway, or is left out. */
  #framesIn(
    container: Json,
    limits: Record<string, string>,
    times: { from?: string; until?: string },
  ): readonly DraftFrame[] {
    this.triggers(container);
    const frames: DraftFrame[] = [];
    let filter: string | undefined;
    for (const item of listOf(container['Items'])) {
      const kind = kindOf(item);
      const limit = heightLimit(item);
      const from = kind === 'WaitForTime' ? momentOf(item) : undefined;
      if (kind === 'SwitchFilter') filter = filterOf(item) ?? filter;
      else if (limit) limits[limit[0]] = limit[1];
      else if (from !== undefined && frames.length === 0) times.from = from;
      else if (isExposure(item)) {
        frames.push(...this.frames(item).map((frame) => ({ ...(filter !== undefined && { filter }), ...frame })));
      } else if (listOf(item['Items']).length > 0) frames.push(...this.#framesIn(item, limits, times));
      else if (!IMPLIED.has(kind)) this.left.add(kind);
    }
    const rest: Json[] = [];
    for (const condition of listOf(container['Conditions'])) {
      const limit = heightLimit(condition);
      const until = kindOf(condition) === 'TimeCondition' ? momentOf(condition) : undefined;
      if (limit) limits[limit[0]] = limit[1];
      else if (until !== undefined) times.until = until;
      else rest.push(condition);
    }
    const rounds = this.iterations({ Conditions: rest });
    return frames.map((frame) => ({ ...frame, count: frame.count * rounds }));
  }

  #frame(item: Json, count: number, filter: string | undefined): readonly DraftFrame[] {
    const type = TYPES[text(item['ImageType']) ?? ''];
    const exposure = number(item['ExposureTime']);
    if (exposure === 0 && type !== 'bias') {
      this.left.add('frames without an exposure time');
      return [];
    }
    const binning = isObject(item['Binning']) ? number(item['Binning']['X']) : 1;
    const [gain, offset] = [item['Gain'], item['Offset']];
    return [
      {
        ...(type && { type }),
        ...(filter !== undefined && { filter }),
        exposure,
        count,
        ...(binning > 1 && { binning }),
        // -1 stands for the camera's own.
        ...(typeof gain === 'number' && gain >= 0 && { gain }),
        ...(typeof offset === 'number' && offset >= 0 && { offset }),
      },
    ];
  }
}

export function filterOf(item: Json): string | undefined {
  const filter = item['Filter'];
  return isObject(filter) ? text(filter['_name'] ?? filter['Name']) : undefined;
}

function placeOf(coordinates: Json): { readonly ra: number; readonly dec: number } {
  const part = (name: string): number => number(coordinates[name]);
  const ra = part('RAHours') + part('RAMinutes') / 60 + part('RASeconds') / 3600;
  const dec = Math.abs(part('DecDegrees')) + part('DecMinutes') / 60 + part('DecSeconds') / 3600;
  return { ra, dec: coordinates['NegativeDec'] === true || part('DecDegrees') < 0 ? -dec : dec };
}
