/** The dashboard as a reader uses it: the built page in Chromium, served by the built command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, openBrowser } from '../helpers/browser.js';
import { describeWithChromium } from '../helpers/chromium.js';
import { openCli, program } from '../helpers/cli.js';
import { writeRun } from '../helpers/written-run.js';

describeWithChromium('the dashboard', () => {
  const { folder } = openCli();
  const { open, keep } = openBrowser();
  let server: ChildProcess;
  let url: string;
  let growing: ReturnType<typeof writeRun>;

  beforeAll(async () => {
    const runs = join(folder, 'runs');
    for (const seed of [1, 2, 3]) writeRun(join(runs, `catch/seed-${seed}`), 300, { seed });
    writeRun(join(runs, 'other'), 120, { learningRate: 0.5, game: 'raiders' });
    writeRun(join(runs, 'waiting'), 0, { seed: 4 });
    growing = writeRun(join(runs, 'growing'), 150, { totalSteps: 500_000 });
    cpSync(
      fileURLToPath(new URL('../../docs/results/bundled/episodes', import.meta.url)),
      join(runs, 'growing/evaluation-1'),
      {
        recursive: true,
      },
    );
    const gray = { create: { width: 160, height: 210, channels: 3, background: '#446688' } } as const;
    mkdirSync(join(runs, 'growing/films'));
    writeFileSync(join(runs, 'growing/films/play.webp'), await sharp(gray).webp().toBuffer());
    server = spawn('node', [program, 'dashboard'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    url = await new Promise((resolve) => {
      server.stdout!.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
  });

  afterAll(() => void server?.kill());

  it('lists the runs, filters and sorts them', async () => {
    const page = await open(url);
    await page.getByRole('link', { name: 'growing', exact: true }).waitFor();
    expect(await page.locator('.runs tbody tr').count()).toBe(6);
    await keep(page, 'dashboard-list');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('filter by name, game or data').fill('raiders');
    expect(await page.locator('.runs tbody .name').allInnerTexts()).toEqual(['other']);
    await page.getByLabel('filter by name, game or data').fill('');
    await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
    const names = await page.locator('.runs tbody .name').allInnerTexts();
    expect(names).toEqual(['catch/seed-1', 'catch/seed-2', 'catch/seed-3', 'growing', 'other', 'waiting']);
  });

  it('says what to do with a run next, and that a run without rows has not begun', async () => {
    const page = await open(`${url}#/run/0/other`);
    await page.getByText('npx sap-atari view runs/other').waitFor();
    await page.goto(`${url}#/`);
    const line = page.locator('.runs tbody tr', { hasText: 'waiting' });
    expect(await line.locator('.state').innerText()).toBe('○ not started');
    expect(await page.locator('.runs tbody tr', { hasText: 'growing' }).locator('.spark').count()).toBe(0);
    expect(await page.locator('.runs tbody tr', { hasText: 'catch/seed-1' }).locator('.spark').count()).toBe(1);
  });

  it('compares runs that are chosen: curves, mean over seeds, differing keys', async () => {
    const page = await open(url);
    for (const name of ['catch/seed-1', 'catch/seed-2', 'other']) await page.getByLabel(`choose ${name}`).check();
    await page.getByRole('link', { name: 'Compare 3 runs' }).click();
    await page.getByRole('img', { name: /last 100 episodes against step: catch\/seed-1 \d/ }).waitFor();
    // The page asks for the configs and for the rows of the curves at the same time.
    const differing = ['state', 'step', 'return or accuracy', 'game', 'seed', 'learningRate'];
    await expect.poll(() => page.locator('.differences tbody th').allInnerTexts()).toEqual(differing);
    await page.getByLabel('mean and 95 % interval over training seeds').check();
    await page.getByRole('img', { name: /catch, seeds 1, 2 \d.*raiders, seed 1 \d/ }).waitFor();
    await keep(page, 'dashboard-compare');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows new rows of a run that grows, and its films', async () => {
    const page = await open(`${url}#/run/0/growing`, { colorScheme: 'dark', reducedMotion: 'no-preference' });
    const step = page.locator('.facts div', { hasText: 'step' }).first().locator('dd');
    await page.getByRole('img', { name: /^Loss against step/ }).waitFor();
    expect(await step.innerText()).toBe('150,000');
    const memory = page.getByRole('img', { name: /^Memory against step/ });
    const before = await memory.getAttribute('aria-label');
    const film = page.getByRole('img', { name: 'film growing/films/play.webp' });
    await film.scrollIntoViewIfNeeded();
    await expect.poll(() => film.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
    growing.add(5000);
    await expect.poll(() => step.innerText()).toBe('5,150,000');
    await expect.poll(() => memory.getAttribute('aria-label')).not.toBe(before);
    await keep(page, 'dashboard-run');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows an evaluation with its curves and tables', async () => {
    const page = await open(url);
    await page.getByRole('link', { name: 'growing/evaluation-1' }).click();
    await page.getByRole('heading', { name: 'What does the attack cost?' }).waitFor();
    await page.getByRole('img', { name: /^fgsm: return \(points\) against λ/ }).waitFor();
    await page.getByRole('img', { name: /^fgsm: flip rate \(%\) against λ/ }).waitFor();
    expect(await page.getByRole('cell', { name: '[19.00, 20.00]' }).count()).toBeGreaterThan(3);
    await keep(page, 'dashboard-evaluation');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('fits a narrow screen, in both color schemes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(url, { viewport: { width: 360, height: 740 }, colorScheme });
      for (const place of [
        '#/',
        '#/run/0/growing',
        '#/compare?id=0/other&id=0/growing',
        '#/results/0/growing/evaluation-1',
      ]) {
        await page.goto(`${url}${place}`);
        await page.locator('main h1').waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        if (place === '#/') await keep(page, `dashboard-narrow-${colorScheme}`);
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    }
  });

  it('says so where runs that are compared are not there any more', async () => {
    const page = await open(`${url}#/compare?id=0/gone`);
    await page.getByText('None of these runs is there').waitFor();
    await page.goto(`${url}#/compare?id=0/gone&id=0/other`);
    await page.getByText('1 of 2 runs cannot be found any more.').waitFor();
    expect(await page.locator('.differences thead a').allInnerTexts()).toEqual(['other']);
  });
});
