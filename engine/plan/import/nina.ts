import { type Draft, type DraftFrame, frameBody, LeftOut, SOME_FRAMES, targetStep } from './draft.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** "NINA.Sequencer.SequenceItem.Imaging.TakeExposure, NINA.Sequencer" -> "TakeExposure". */
function kindOf(item: Json): string {
  return (text(item['$type']) ?? '').split(',')[0]?.split('.').at(-1)?.replace(/`.*$/u, '') ?? '';
}

/** Lists are written as { $values: [...] }. */
function listOf(value: unknown): readonly Json[] {
  const list: unknown = isObject(value) ? value['$values'] : value;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

const TYPES: Readonly<Record<string, DraftFrame['type']>> = {
  DARK: 'dark',
  BIAS: 'bias',
  FLAT: 'flat',
  DARKFLAT: 'dark',
};

/**
 * A target or a sequence of N.I.N.A. as JSON, as far as our steps reach.
 * @returns undefined when it is no such file
 */
export function fromNina(source: string, name: string): Draft | undefined {
  let root: unknown;
  try {
    root = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (
    !isObject(root) ||
    (!/NINA/u.test(text(root['$type']) ?? '') && !isObject(root['InputCoordinates']) && !isObject(root['Target']))
  ) {
    return undefined;
  }
  return new NinaReader().read(root, name);
}

class NinaReader {
  readonly #left = new LeftOut();

  read(root: Json, name: string): Draft {
    const areas = listOf(root['Items']);
    const area = (kind: string): readonly unknown[] => {
      const found = areas.find((item) => kindOf(item) === kind);
      return found ? this.#items(found) : [];
    };
    const hasAreas = areas.some((item) => /^(?:Start|Target|End)AreaContainer$/u.test(kindOf(item)));
    const steps = hasAreas ? area('TargetAreaContainer') : this.#item(root);
    return {
      name: text(root['Name']) ?? name,
      startup: hasAreas ? withFirst('connect', area('StartAreaContainer')) : [],
      steps,
      shutdown: hasAreas ? area('EndAreaContainer') : [],
      notes: this.#left.notes,
    };
  }

  #items(container: Json): readonly unknown[] {
    for (const trigger of listOf(container['Triggers'])) this.#left.add(`trigger ${kindOf(trigger)}`);
    return listOf(container['Items']).flatMap((item) => this.#item(item));
  }

  #item(item: Json): readonly unknown[] {
    const kind = kindOf(item);
    if (isObject(item['Target'])) return this.#target(item, item['Target']);
    if (isObject(item['InputCoordinates']) && 'TargetName' in item) return this.#target({}, item);
    switch (kind) {
      case 'CoolCamera':
        return [
          { cool: { to: `${String(number(item['Temperature']))} C`, over: `${String(number(item['Duration']))} min` } },
        ];
      case 'WarmCamera':
        return [{ warm: { over: `${String(number(item['Duration']))} min` } }];
      case 'ParkScope':
        return ['park'];
      case 'UnparkScope':
        return ['unpark'];
      case 'OpenDomeShutter':
        return ['open'];
      case 'CloseDomeShutter':
        return ['close'];
      case 'ConnectAllEquipment':
      case 'ConnectEquipment':
        return [];
      case 'SwitchFilter': {
        const filter = filterOf(item);
        return filter === undefined ? [] : [{ filter }];
      }
      case 'WaitForTimeSpan':
        return [{ wait: `${String(number(item['Time']))} s` }];
      case 'WaitForTime':
        return [{ wait: { until: clock(item) } }];
      case 'MoveFocuserAbsolute':
        return [{ focus: number(item['Position']) }];
      case 'TakeExposure':
      case 'TakeManyExposures':
      case 'SmartExposure':
        return this.#frames(item).map((frame) => ({ expose: frameBody(frame) }));
      default:
        if (listOf(item['Items']).length > 0) return this.#container(item);
        this.#left.add(kind === '' ? 'an item without a type' : kind);
        return [];
    }
  }

  #container(item: Json): readonly unknown[] {
    const steps = this.#items(item);
    const count = this.#iterations(item);
    return count > 1 && steps.length > 0 ? [{ repeat: { count, steps } }] : steps;
  }

  #target(container: Json, target: Json): readonly unknown[] {
    const coordinates = isObject(target['InputCoordinates']) ? target['InputCoordinates'] : {};
    const place = placeOf(coordinates);
    if (number(target['Rotation']) !== 0 || number(target['PositionAngle']) !== 0) this.#left.add('position angle');
    const frames = this.#framesIn(container);
    return [
      targetStep({
        name: text(target['TargetName']) ?? 'Unnamed',
        ...place,
        frames: frames.length > 0 ? frames : SOME_FRAMES,
      }),
    ];
  }

  /** All frames below a container; what else is there is part of what a target does anyway, or is left out. */
  #framesIn(container: Json): readonly DraftFrame[] {
    for (const trigger of listOf(container['Triggers'])) this.#left.add(`trigger ${kindOf(trigger)}`);
    const frames: DraftFrame[] = [];
    let filter: string | undefined;
    for (const item of listOf(container['Items'])) {
      const kind = kindOf(item);
      if (kind === 'SwitchFilter') filter = filterOf(item) ?? filter;
      else if (['TakeExposure', 'TakeManyExposures', 'SmartExposure'].includes(kind)) {
        frames.push(...this.#frames(item).map((frame) => ({ ...(filter !== undefined && { filter }), ...frame })));
      } else if (listOf(item['Items']).length > 0) {
        const times = this.#iterations(item);
        frames.push(...this.#framesIn(item).map((frame) => ({ ...frame, count: frame.count * times })));
      } else if (!['Center', 'CenterAndRotate', 'SlewScopeToRaDec', 'SetTracking'].includes(kind)) this.#left.add(kind);
    }
    return frames;
  }

  #frames(item: Json): readonly DraftFrame[] {
    if (kindOf(item) !== 'SmartExposure' && kindOf(item) !== 'TakeManyExposures') return [frameOf(item, 1, undefined)];
    const parts = listOf(item['Items']);
    const taken = parts.find((part) => kindOf(part) === 'TakeExposure');
    const wheel = parts.find((part) => kindOf(part) === 'SwitchFilter');
    for (const trigger of listOf(item['Triggers'])) this.#left.add(`trigger ${kindOf(trigger)}`);
    return taken ? [frameOf(taken, this.#iterations(item), wheel && filterOf(wheel))] : [];
  }

  #iterations(item: Json): number {
    const conditions = listOf(item['Conditions']);
    const loop = conditions.find((condition) => kindOf(condition) === 'LoopCondition');
    for (const other of conditions) if (other !== loop) this.#left.add(`condition ${kindOf(other)}`);
    return Math.max(1, number(loop?.['Iterations']));
  }
}

function withFirst(step: string, steps: readonly unknown[]): readonly unknown[] {
  return steps.length > 0 ? [step, ...steps] : [];
}

function filterOf(item: Json): string | undefined {
  const filter = item['Filter'];
  return isObject(filter) ? text(filter['_name'] ?? filter['Name']) : undefined;
}

function frameOf(item: Json, count: number, filter: string | undefined): DraftFrame {
  const type = TYPES[text(item['ImageType']) ?? ''];
  const binning = isObject(item['Binning']) ? number(item['Binning']['X']) : 1;
  const [gain, offset] = [item['Gain'], item['Offset']];
  return {
    ...(type && { type }),
    ...(filter !== undefined && { filter }),
    exposure: number(item['ExposureTime']),
    count,
    ...(binning > 1 && { binning }),
    // -1 stands for the camera's own.
    ...(typeof gain === 'number' && gain >= 0 && { gain }),
    ...(typeof offset === 'number' && offset >= 0 && { offset }),
  };
}

function placeOf(coordinates: Json): { readonly ra: number; readonly dec: number } {
  const part = (name: string): number => number(coordinates[name]);
  const ra = part('RAHours') + part('RAMinutes') / 60 + part('RASeconds') / 3600;
  const dec = Math.abs(part('DecDegrees')) + part('DecMinutes') / 60 + part('DecSeconds') / 3600;
  return { ra, dec: coordinates['NegativeDec'] === true || part('DecDegrees') < 0 ? -dec : dec };
}

function clock(item: Json): string {
  return `${String(number(item['Hours'])).padStart(2, '0')}:${String(number(item['Minutes'])).padStart(2, '0')}`;
}
