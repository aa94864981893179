import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { plotLearningCurve } from '../../src/experiments/learning-curve.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const row = (decision: number, mean: number | null) => `${JSON.stringify({ decision, return: mean })}\n`;

describe('plotLearningCurve', () => {
  it('draws a dot for each row in which a game ended, as SVG and PNG', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'metrics.jsonl'), row(100, -3) + row(200, null) + row(300, 5));
    const [svg, png] = (await plotLearningCurve(folder)) as [string, string];
    expect(readFileSync(svg, 'utf8').match(/aria-roledescription="point"/g)).toHaveLength(2);
    const { format, width } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(width).toBeGreaterThan(500);
  });

  it.each([
    ['no metrics', undefined, 'holds no metrics'],
    ['no finished game', row(100, null), 'no finished game yet'],
  ])('refuses a folder with %s', async (_, metrics, message) => {
    const folder = temporaryFolder();
    if (metrics !== undefined) writeFileSync(join(folder, 'metrics.jsonl'), metrics);
    await expect(plotLearningCurve(folder)).rejects.toThrow(message);
  });
});
