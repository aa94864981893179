/**
 * `sbatch`, `squeue` and `scontrol` without a cluster: an array runs while `sbatch` waits, task after task. Dependencies, requeueing
 * and MaxArraySize are as in Slurm. The first argument is the command. FAKE_SLURM is a folder for the state. With
 * FAKE_SLURM_STOP_AT, the path of a file, the task that writes the file gets SIGTERM, once, as before the end of its time.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [command, ...args] = process.argv.slice(2);
const state = process.env.FAKE_SLURM;
const stateFile = join(state, 'arrays.json');
const requeueFile = (task) => join(state, `requeue-${task}`);
const log = (line) => appendFileSync(join(state, 'log.txt'), `${line}\n`);

switch (command) {
  case 'squeue':
    console.log('RUNNING');
    break;
  case 'scontrol':
    writeFileSync(requeueFile(args[1]), '');
    break;
  case 'sbatch':
    await submit();
    break;
  default:
    throw new Error(`expected sbatch, squeue or scontrol, got ${command}`);
}

async function submit() {
  const script = args.findIndex((arg) => !arg.startsWith('-'));
  const options = Object.fromEntries(args.slice(0, script).map((arg) => /^--([a-z-]+)(?:=(.*))?$/s.exec(arg).slice(1)));
  const numbers = options.array
    .split('%')[0]
    .split(',')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
  if (Math.max(...numbers) > 1000)
    throw new Error('sbatch: error: Batch job submission failed: Invalid job array specification');
  const arrays = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : {};
  const id = Object.keys(arrays).length + 1;
  /** Exit codes by number. */
  const codes = {};
  for (const number of numbers) {
    const canRun = isMet(options.dependency, number, arrays);
    codes[number] = canRun ? await runTask(`${id}_${number}`, options, args.slice(script)) : 'cancelled';
    log(`${options['job-name']} ${number}: ${codes[number]}`);
  }
  writeFileSync(stateFile, JSON.stringify({ ...arrays, [id]: codes }));
  console.log(`${id};cluster`);
}

function isMet(dependency, number, arrays) {
  if (dependency === undefined) return true;
  const [how, ...ids] = dependency.split(':');
  return ids.every((id) =>
    how === 'aftercorr' ? arrays[id][number] === 0 : Object.values(arrays[id]).every((code) => code === 0),
  );
}

async function runTask(task, options, words) {
  const [array, number] = task.split('_');
  const pattern = { '%%': '%', '%A': array, '%a': number };
  const output = openSync(
    options.output.replaceAll(/%[%Aa]/g, (found) => pattern[found]),
    'a',
  );
  const env = { ...process.env, SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: number };
  const child = spawn('bash', words, { env, stdio: ['ignore', output, output] });
  const stopAt = process.env.FAKE_SLURM_STOP_AT;
  const timer = setInterval(() => {
    if (!stopAt || !existsSync(stopAt) || existsSync(join(state, 'stopped'))) return;
    writeFileSync(join(state, 'stopped'), '');
    child.kill('SIGTERM');
  }, 50);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(timer);
  if (!existsSync(requeueFile(task))) return code;
  rmSync(requeueFile(task));
  log(`${options['job-name']} ${number}: queued again after ${code}`);
  return runTask(task, options, words);
}
