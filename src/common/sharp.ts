/** Loads sharp, which reads and writes pictures, at its first use, since its native library may be missing. */
import type Sharp from 'sharp';
import { UsageError } from './errors.js';

/** @throws UsageError if sharp does not load on this platform */
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
