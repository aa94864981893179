/**
 * How long does the dashboard take for many long runs: the list, a run, a part of it, and new rows?
 *
 * A few runs are written row by row, by the writer that trainings use; the others are hard links to their files. The files are in
 * the page cache, as they are while runs are written. The page needs `npm run build`, and Chromium ($CHROMIUM, or /usr/bin/chromium).
 */
import { existsSync, linkSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { dashboardRoutes } from '../src/dashboard/api.js';
import type { RunRows } from '../src/dashboard/types.js';
import { startServer } from '../src/server/server.js';
import { writeRun } from '../test/helpers/written-run.js';
import { benchFlags } from './flags.js';
import { median, record, timeEach } from './harness.js';

const { runs, rows, repeats, smoke } = benchFlags({ runs: [200, 4], rows: [100_000, 500], repeats: [20, 2] });
/** Between two clicks; in it, the server reads the rows of the run that was opened. */
const settledMs = 2000;
const written = Math.min(runs, 4);
const folder = mkdtempSync(join(tmpdir(), 'sap-atari-dashboard-'));
const nameOf = (i: number) => `run-${String(i).padStart(3, '0')}`;

function makeTree(): ReturnType<typeof writeRun> {
  const first = Array.from({ length: written }, (_, i) => writeRun(join(folder, nameOf(i)), rows, { seed: i }));
  for (let i = written; i < runs; i++) {
    const [from, to] = [join(folder, nameOf(i % written)), join(folder, nameOf(i))];
    writeRun(to, 0, { seed: i });
    for (const name of readdirSync(from).filter((each) => each.endsWith('.jsonl'))) {
      linkSync(join(from, name), join(to, name));
    }
  }
  return first[0]!;
}

const keys = [
  ...['train/return', 'train/recentReturn', 'train/loss', 'train/meanQ', 'train/exploration'],
  ...['evaluation/return', 'evaluation/returnLow', 'evaluation/returnHigh'],
  ...['clock/stepsPerSecond', 'clock/residentBytes'],
].join();

async function time<T>(work: () => Promise<T>): Promise<[milliseconds: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

const growing = makeTree();
const web = fileURLToPath(new URL('../dist/web', import.meta.url));
const server = await startServer({ folder: web, home: '/dashboard/', routes: dashboardRoutes([folder]) });
const ask = async <T>(path: string): Promise<T> => (await fetch(new URL(path, server.url))).json() as Promise<T>;
const rowsOf = (run: number, more = '') => ask<RunRows>(`/api/rows?id=0/${nameOf(run)}&keys=${keys}${more}`);
const medianOf = async (work: () => unknown) => median(await timeEach(work, repeats));
try {
  const [firstList] = await time(() => ask('/api/runs'));
  const list = await medianOf(() => ask('/api/runs'));
  const [firstRows] = await time(() => rowsOf(0));
  const [allRows] = await time(async () => {
    while (!(await rowsOf(0)).complete) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const again = await medianOf(() => rowsOf(0));
  const [from, to] = [rows * 400, rows * 500];
  const part = await medianOf(() => rowsOf(0, `&from=${from}&to=${to}`));
  const grown = await medianOf(async () => {
    growing.add(1);
    await rowsOf(0);
  });
  const seeds = `/api/seeds?keys=train/recentReturn&${[0, 1, 2].map((i) => `id=0/${nameOf(i % written)}`).join('&')}`;
  for (let complete = false; !complete; ) ({ complete } = await ask<{ complete: boolean }>(seeds));
  const acrossSeeds = await medianOf(() => ask(seeds));
  record('dashboard', {
    'runs × rows': `${runs} × ${rows}`,
    'list, first time, ms': firstList,
    'list, again, ms': list,
    'rows of a run, first time (a sample), ms': firstRows,
    'until all of its rows are read, ms': allRows,
    'rows of a run, again, ms': again,
    'rows of a part of it, ms': part,
    'rows after one was appended, ms': grown,
    'mean over 3 seeds, ms': acrossSeeds,
    ...(smoke ? {} : await pageFigures()),
    'memory of the process, MB': process.memoryUsage().rss / 1e6,
  });
} finally {
  await server.close();
  rmSync(folder, { recursive: true });
}

/** What a reader waits for. */
async function pageFigures(): Promise<Record<string, number>> {
  const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(program) || !existsSync(web)) return {};
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const [list] = await time(async () => {
      await page.goto(server.url);
      await page.getByRole('link', { name: nameOf(runs - 1) }).waitFor();
    });
    const opened: number[] = [];
    for (let i = 1; i <= 5; i++) {
      await page.waitForTimeout(settledMs);
      opened.push(await page.evaluate(millisecondsToOpen, nameOf(Math.max(0, runs - 1 - i * 10))));
      await page.waitForTimeout(settledMs);
      await page.goBack();
      await page.getByRole('link', { name: nameOf(runs - 1) }).waitFor();
    }
    const filter = await page.evaluate(millisecondsToFilter, nameOf(runs - 2));
    return {
      'page: first view, until the last run is listed, ms': list,
      'page: filter the list, ms': filter,
      'page: open a run that was never opened, until its curves are drawn, median of 5, ms': median(opened),
    };
  } finally {
    await browser.close();
  }
}

// In the page: a driver outside it looks only now and then, and moves the pointer first.

/** From the click on a run of the list to the frame that shows its six charts. */
async function millisecondsToOpen(name: string): Promise<number> {
  const start = performance.now();
  [...document.querySelectorAll('a')].find(({ textContent }) => textContent === name)!.click();
  while (document.querySelectorAll('.plot canvas').length < 6) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}

/** From a name typed into the filter to the frame that lists this run alone. */
async function millisecondsToFilter(name: string): Promise<number> {
  const start = performance.now();
  const field = document.querySelector<HTMLInputElement>('input[aria-label^="filter"]')!;
  field.value = name;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  while (document.querySelectorAll('tbody tr').length > 1) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}
