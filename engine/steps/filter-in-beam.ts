import type { FilterWheel } from '../../devices/roles/index.js';
import { NocturneError } from '../errors.js';
import { isSameFilter } from '../plan/frames.js';
import type { Observatory } from '../plan/observatory.js';
import type { StepContext } from './step.js';

interface NamedFilter {
  readonly name: string;
  /** steps */
  readonly offset: number;
}

/** The filters by position: as the observatory file names them, else as the wheel does. */
export async function filtersOf(
  wheel: FilterWheel,
  observatory: Observatory,
  signal?: AbortSignal,
): Promise<readonly NamedFilter[]> {
  if (observatory.filters) return observatory.filters;
  const names = await wheel.names({ signal });
  const offsets = await wheel.focusOffsets({ signal });
  return names.map((name, i) => ({ name, offset: offsets[i] ?? 0 }));
}

/**
 * Turns the wheel to a filter by name, and the focuser to that filter's focus when the base is known.
 * @throws NocturneError `filter-unknown`
 */
export async function putFilterInBeam(context: StepContext, name: string): Promise<void> {
  const { signal } = context;
  const wheel = await context.use('filterWheel');
  const filters = await filtersOf(wheel, context.observatory, signal);
  const position = filters.findIndex((filter) => isSameFilter(filter.name, name));
  if (position < 0) {
    throw new NocturneError('filter-unknown', `the filter wheel has no filter "${name}"`, {
      hint: `it has ${filters.map((filter) => filter.name).join(', ')}`,
    });
  }
  if ((await wheel.position({ signal })) !== position) {
    context.report({ doing: `turning to filter ${name}` });
    await wheel.select(position, { signal });
  }
  await focusForFilter(context);
}

/** Moves the focuser to base + offset of the filter in the beam; always to a position, never by a distance. */
export async function focusForFilter(context: StepContext): Promise<void> {
  const { signal, session } = context;
  if (session.focusBase === undefined) return;
  const focuser = await context.useIfPresent('focuser');
  if (!focuser) return;
  const wheel = await context.useIfPresent('filterWheel');
  const filters = wheel ? await filtersOf(wheel, context.observatory, signal) : [];
  const offset = wheel ? (filters[await wheel.position({ signal })]?.offset ?? 0) : 0;
  const position = session.focusBase + offset;
  if ((await focuser.position({ signal })) === position) return;
  context.report({ doing: `focusing at ${String(position)}` });
  await focuser.move({ position }, { signal });
}
