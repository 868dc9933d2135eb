import { type Draft, frameBody, LeftOut, targetStep } from './draft.js';
import { isObject, type Json, kindOf, listOf, number, text, withReferences } from './nina-json.js';
import { momentOf, sunMoment } from './nina-moments.js';
import { filterOf, isExposure, NinaTargets } from './nina-target.js';

/**
 * A target or a sequence of N.I.N.A. as JSON, as far as our steps reach.
 * @returns undefined when it is no such file
 */
export function fromNina(root: unknown, name: string): Draft | undefined {
  if (
    !isObject(root) ||
    (!/NINA/u.test(text(root['$type']) ?? '') && !isObject(root['InputCoordinates']) && !isObject(root['Target']))
  ) {
    return undefined;
  }
  return new NinaReader().read(withReferences(root), name);
}

/** What is done here without being asked for, or changes nothing. */
const NEEDLESS: ReadonlySet<string> = new Set([
  'Annotation',
  'ConnectAllEquipment',
  'ConnectEquipment',
  'DisconnectAllEquipment',
  'WaitUntilSafe',
]);

class NinaReader {
  readonly #left = new LeftOut();
  readonly #targets = new NinaTargets(this.#left);

  read(root: Json, name: string): Draft {
    const areas = listOf(root['Items']);
    const area = (kind: string): readonly unknown[] => {
      const found = areas.find((item) => kindOf(item) === kind);
      return found ? this.#items(found) : [];
    };
    const hasAreas = areas.some((item) => /^(?:Start|Target|End)AreaContainer$/u.test(kindOf(item)));
    if (hasAreas) this.#targets.triggers(root);
    const startup = hasAreas ? area('StartAreaContainer') : [];
    const steps = hasAreas ? area('TargetAreaContainer') : this.#item(root);
    const shutdown = hasAreas ? area('EndAreaContainer') : [];
    return { name: text(root['Name']) ?? name, startup, steps, shutdown, notes: this.#left.notes };
  }

  #items(container: Json): readonly unknown[] {
    this.#targets.triggers(container);
    return listOf(container['Items']).flatMap((item) => this.#item(item));
  }

  #item(item: Json): readonly unknown[] {
    const kind = kindOf(item);
    if (NEEDLESS.has(kind)) return [];
    if (isObject(item['Target'])) return [targetStep(this.#targets.target(item, item['Target']))];
    if (isObject(item['InputCoordinates']) && 'TargetName' in item) return [targetStep(this.#targets.target({}, item))];
    if (isExposure(item)) return this.#targets.frames(item).map((frame) => ({ expose: frameBody(frame) }));
    const step = this.#step(kind, item);
    if (step !== undefined) return [step];
    if (listOf(item['Items']).length > 0) return this.#container(kind, item);
    // An area in which nothing stands.
    if (!kind.endsWith('Container')) this.#left.add(kind === '' ? 'an item without a type' : kind);
    return [];
  }

  #step(kind: string, item: Json): unknown {
    const minutes = `${String(number(item['Duration']))} min`;
    switch (kind) {
      case 'CoolCamera':
        return { cool: { to: `${String(number(item['Temperature']))} C`, over: minutes } };
      case 'WarmCamera':
        return { warm: { over: minutes } };
      case 'ParkScope':
        return 'park';
      case 'UnparkScope':
        return 'unpark';
      case 'OpenDomeShutter':
        return 'open';
      case 'CloseDomeShutter':
        return 'close';
      case 'SwitchFilter': {
        const filter = filterOf(item);
        return filter === undefined ? undefined : { filter };
      }
      case 'WaitForTimeSpan':
        return { wait: `${String(number(item['Time']))} s` };
      case 'WaitForTime':
      case 'WaitForSunAltitude': {
        const until = kind === 'WaitForTime' ? momentOf(item) : sunMoment(item);
        return until === undefined ? undefined : { wait: { until } };
      }
      case 'MoveFocuserAbsolute':
        return { focus: number(item['Position']) };
      default:
        return undefined;
    }
  }

  #container(kind: string, item: Json): readonly unknown[] {
    if (kind === 'ParallelContainer') this.#left.add('that steps are done at the same time');
    const steps = this.#items(item);
    const count = this.#targets.iterations(item);
    return count > 1 && steps.length > 0 ? [{ repeat: { count, steps } }] : steps;
  }
}
