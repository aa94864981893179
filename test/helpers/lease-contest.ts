// Takes the lease of a folder many times, and logs it: node --import tsx lease-contest.ts FOLDER LOG ROUNDS
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { takeLease } from '../../src/files/lease.js';

const [folder, log, rounds] = process.argv.slice(2) as [string, string, string];
const path = join(folder, 'lease.json');

/** Leaves the own lease as that of a process that has ended: the next one has to be a takeover. */
function abandon(): void {
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), pid: 2 ** 30 }));
  renameSync(`${path}.${process.pid}`, path);
}

for (let left = Number(rounds); left > 0; ) {
  try {
    const lease = takeLease(folder);
    appendFileSync(log, `+ ${process.pid}\n`);
    if (left % 4 > 1) await setTimeout(1); // half of the time another process runs meanwhile
    lease.expectHeld();
    appendFileSync(log, `- ${process.pid}\n`);
    if (left % 2 === 0) abandon();
    lease.release();
    left--;
  } catch (error) {
    if (!(error as Error).message.includes('is in use by')) throw error;
    await setTimeout(left % 3);
  }
}
