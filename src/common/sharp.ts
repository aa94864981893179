/** sharp reads and writes pictures. It is loaded by what needs it, since its native library may be missing. */
import type Sharp from 'sharp';
import { UsageError } from './errors.js';

/** @throws UsageError where sharp does not load on this platform */
export async function loadSharp(): Promise<typeof Sharp> {
  try {
    return (await import('sharp')).default;
  } catch {
    const platform = `${process.platform}-${process.arch}`;
    throw new UsageError(
      `pictures need the package sharp, which does not load on ${platform}: install it with npm install sharp`,
    );
  }
}
