import { z } from 'zod';

const keyword = z.string().regex(/^[A-Z0-9_-]{1,8}$/u, {
  error: (issue) => `expected a FITS keyword, up to eight of A-Z, 0-9, _ and -, found "${String(issue.input)}"`,
});

/** What an observer wants otherwise in the headers of the frames; fits/header-changes.ts carries it out. */
export const headerChanges = z
  .strictObject({
    drop: z.array(keyword).optional().meta({ description: 'Keywords to leave out.' }),
    rename: z
      .record(z.string(), keyword)
      .optional()
      .meta({ description: 'Keywords under other names.', examples: [{ OBJCTRA: 'OBJRA' }] }),
    add: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({ description: 'Keywords with fixed values; they replace those that are there.' }),
  })
  .meta({ description: 'What shall be otherwise in the headers of the frames: dropped, then renamed, then added.' });
