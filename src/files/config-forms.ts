/** Schemas of config values; their messages say what is expected. */
import { z } from 'zod';
import { describeLimit, isWithin, type Limit } from '../common/limits.js';

/** A number within a limit of common/limits.ts. */
export const limited = (limit: Limit) =>
  z.number(describeLimit(limit)).refine((value) => isWithin(limit, value), describeLimit(limit));
export const choice = <const T extends readonly string[]>(...names: T) => z.enum(names, `one of ${names.join(', ')}`);
