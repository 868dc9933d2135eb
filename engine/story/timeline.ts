import type { FrameLine, StoryLine } from './story.js';

/** Several lines of frames of one target told as one: from the first to the last. */
export interface TimelineEntry extends StoryLine {
  /** ms since 1970; the same as `at` for what has no length. */
  readonly until: number;
}

/**
 * A story with its frames grouped: all of a target that followed one another become one entry, whatever their order among
 * the filters.
 */
export function timelineOf(lines: readonly StoryLine[]): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  let group: { readonly first: StoryLine; last: number; readonly frames: FrameLine[] } | undefined;
  const close = (): void => {
    if (!group) return;
    const { first, last, frames } = group;
    entries.push({ ...first, until: last, text: groupText(frames) });
    group = undefined;
  };
  for (const line of lines) {
    const { frame } = line;
    if (!frame) {
      close();
      entries.push({ ...line, until: line.at });
    } else if (group && group.first.frame?.target === frame.target) {
      group.frames.push(frame);
      group.last = line.at;
    } else {
      close();
      group = { first: line, last: line.at, frames: [frame] };
    }
  }
  close();
  return entries;
}

/** "M31  L 180 s x 14 (14 of 40), R 180 s x 3 (3 of 15)" */
function groupText(frames: readonly FrameLine[]): string {
  const kinds = new Map<string, FrameLine[]>();
  for (const frame of frames) {
    const key = `${frame.kind} ${String(frame.of)}`;
    kinds.set(key, [...(kinds.get(key) ?? []), frame]);
  }
  const parts = [...kinds.values()].map((same) => {
    const [{ kind, of } = { kind: '', of: 0 }] = same;
    const numbers = same.map(({ n }) => n);
    const range =
      numbers.length === 1 ? String(numbers[0]) : `${String(Math.min(...numbers))}-${String(Math.max(...numbers))}`;
    return `${kind} x ${String(same.length)}${of > 0 ? ` (${range} of ${String(of)})` : ''}`;
  });
  const target = frames[0]?.target;
  return `${target === undefined ? '' : `${target}  `}${parts.join(', ')}`;
}
