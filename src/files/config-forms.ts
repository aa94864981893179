/** Forms of config values; their messages say what was expected. */
import { z } from 'zod';

export const whole = (min: number) => {
  const expected = `a whole number from ${min}`;
  return z.number(expected).int(expected).min(min, expected);
};
export const share = z.number('a number from 0 to 1').min(0, 'a number from 0 to 1').max(1, 'a number from 0 to 1');
export const positive = z.number('a number above 0').positive('a number above 0');
export const choice = <const T extends readonly string[]>(...names: T) => z.enum(names, `one of ${names.join(', ')}`);
