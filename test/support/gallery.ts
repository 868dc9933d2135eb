/** Nights on which a sequence of sequences/ makes sense, where it is not the first of winter. */
const NIGHTS: Readonly<Record<string, string>> = {
  // While the orbital elements beside them are fresh.
  asteroid: '2022-08-22',
  comet: '2021-11-06',
  'narrowband-mosaic': '2026-07-15',
  // At new moon: its fields are where the moon is two weeks later.
  survey: '2026-11-09',
};

/** The night of a sequence, by the name of its file. */
export function nightOf(file: string): string {
  return NIGHTS[file.replace(/\.yaml$/u, '')] ?? '2026-11-21';
}
