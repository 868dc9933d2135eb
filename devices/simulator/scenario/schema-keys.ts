import { z } from 'zod';
import { scenarioFile } from './schema.js';

/** The keys that the mapping at a path of a scenario may have. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema = bare(scenarioFile);
  for (const part of path) {
    if (schema instanceof z.ZodArray) schema = bare(schema.element);
    else schema = schema instanceof z.ZodObject ? bare((schema.shape as z.core.$ZodShape)[String(part)]) : undefined;
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** A schema without what is wrapped around it: optional, and what becomes of a value afterwards. */
function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return bare(schema.unwrap());
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
}
