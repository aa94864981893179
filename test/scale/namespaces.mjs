// Three network namespaces as three machines: a sweep over Redis on a bridge between them, one folder for all, the link of one
// machine cut for a minute, and the worker of another one killed. The results must be the bytes of one machine.
//
//     npm run build && sudo node test/scale/namespaces.mjs
//
// Linux, as root, with iproute2, util-linux and redis-server. The folder stays reachable during the cut: only the way to Redis
// is cut. All namespaces, interfaces and processes of the script are removed at its end.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cutSeconds = 60;
const machines = [1, 2, 3];
const net = '10.199.77';
const bridge = 'sapatari0';
const program = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sap-atari-namespaces-'));
const url = `redis://${net}.254:6390`;
const started = performance.now();

const say = (line) => console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
const cli = (...args) =>
  execFileSync(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
const namespace = (i) => `sap-atari-${i}`;

function openNetwork() {
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('addr', 'add', `${net}.254/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  for (const i of machines) {
    ip('netns', 'add', namespace(i));
    ip('link', 'add', `sapatari${i}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace(i));
    ip('link', 'set', `sapatari${i}`, 'master', bridge, 'up');
    ip('-n', namespace(i), 'addr', 'add', `${net}.${i}/24`, 'dev', 'eth0');
    ip('-n', namespace(i), 'link', 'set', 'eth0', 'up');
    ip('-n', namespace(i), 'link', 'set', 'lo', 'up');
  }
}

function closeNetwork() {
  for (const i of machines) execFileSync('sh', ['-c', `ip netns del ${namespace(i)} 2>/dev/null || true`]);
  execFileSync('sh', ['-c', `ip link del ${bridge} 2>/dev/null || true`]);
}

const children = [];

/** A worker on a machine with a host name of its own. */
function startWorker(i) {
  const inside = ['unshare', '--uts', 'sh', '-c', `hostname machine-${i}; exec "$0" "$@"`, process.execPath, program];
  const args = ['worker', '--queue', url, '--store', 'many', '--cores', '1', '--until-done'];
  const child = spawn('ip', ['netns', 'exec', namespace(i), ...inside, ...args], { cwd: folder });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output, ended: once(child, 'exit') };
}

const training = {
  ...{ totalSteps: 3000, warmUpSteps: 500, learnPeriodSteps: 20, targetPeriodSteps: 500, metricsPeriodSteps: 500 },
  ...{
    replayCapacityTransitions: 2000,
    explorationHoldSteps: 0,
    explorationAnnealSteps: 1000,
    evaluationPeriodSteps: 0,
  },
};
const evaluation = {
  ...{ attacks: ['fgsm', 'pgd:steps=2', 'random'], lambdas: [1, 4], seeds: [1, 2], episodes: 2 },
  options: { maxSteps: 100, outputSamples: 3, gradientSamples: 3 },
};

const done = () => {
  const jobs = join(folder, 'many/grid/jobs');
  return existsSync(jobs) ? readdirSync(jobs).length : 0;
};

async function until(count) {
  while (done() < count) await sleep(200);
}

/** Hashes of all results that do not tell time. */
const results = (home) =>
  execFileSync(
    'sh',
    [
      '-c',
      "find agents shards evaluations -type f ! -name timing.jsonl ! -name 'events.out.*' ! -path '*/checkpoints/*' -exec sha256sum {} + | sort",
    ],
    { cwd: join(folder, home), encoding: 'utf8' },
  );

let redis;
try {
  closeNetwork();
  openNetwork();
  mkdirSync(join(folder, 'redis'));
  const options = ['--port', '6390', '--bind', `${net}.254`, '--dir', join(folder, 'redis'), '--save', ''];
  redis = spawn('redis-server', [...options, '--appendonly', 'yes', '--protected-mode', 'no'], { stdio: 'ignore' });
  await sleep(1000);
  const spec = {
    name: 'grid',
    training: { games: ['Catch', 'Raiders'], seeds: [1, 2], config: training },
    evaluations: { all: evaluation },
  };
  writeFileSync(join(folder, 'grid.json'), JSON.stringify(spec));
  say('the sweep on one machine, for comparison');
  cli('sweep', 'run', 'grid.json', '--out', 'one/grid');
  cli('sweep', 'submit', 'grid.json', '--queue', url, '--out', 'many/grid');
  say('three machines');
  const workers = machines.map(startWorker);
  await until(2);
  say(`${done()} jobs are done: the link of machine 1 is cut for ${cutSeconds} s`);
  ip('link', 'set', 'sapatari1', 'down');
  await until(Math.max(4, done() + 1));
  say(`${done()} jobs are done: the worker of machine 2 is killed`);
  // `ip`, `unshare` and `sh` replace themselves: the process that was started is the worker.
  workers[1].child.kill('SIGKILL');
  const again = startWorker(2);
  await sleep(1000 * cutSeconds);
  ip('link', 'set', 'sapatari1', 'up');
  say(`${done()} jobs are done: the link of machine 1 is there again`);
  const ends = await Promise.all([workers[0], again, workers[2]].map(({ ended }) => ended));
  const codes = ends.map(([code]) => code);
  say(`the workers ended with ${codes.join(', ')}; ${done()} jobs are done`);
  const isEqual = results('many/grid') === results('one/grid');
  say(
    isEqual
      ? 'equal: the results are the bytes of one machine'
      : 'DIFFERENT: the results are not the bytes of one machine',
  );
  if (!isEqual || codes.some((code) => code !== 0)) {
    for (const { output } of [...workers, again]) console.error(output());
    process.exitCode = 1;
  }
} finally {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  redis?.kill('SIGTERM');
  await sleep(2000);
  closeNetwork();
  rmSync(folder, { recursive: true, force: true });
}
