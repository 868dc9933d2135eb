import type { ElementType } from '../devices/roles/index.js';

/** An image of the bench: what a camera of that size gives. */
export interface BenchCase {
  readonly name: string;
  /** Device number at the bench's server. */
  readonly camera: number;
  readonly width: number;
  readonly height: number;
  readonly elementType: Extract<ElementType, 'uint16' | 'int32'>;
}

export const CASES: readonly BenchCase[] = [
  { name: '26 MP UInt16', camera: 0, width: 6248, height: 4176, elementType: 'uint16' },
  { name: '61 MP UInt16', camera: 1, width: 9576, height: 6388, elementType: 'uint16' },
  { name: '26 MP Int32', camera: 2, width: 6248, height: 4176, elementType: 'int32' },
];

export function wireBytes({ width, height, elementType }: BenchCase): number {
  return width * height * (elementType === 'uint16' ? 2 : 4);
}
