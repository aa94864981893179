// `npm run quickstart`: installs, builds, trains an agent on Catch from nothing, and measures what attacks do to it
// with and without SAP. Everything it does is a command you can type yourself; each is printed first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const shell = process.platform === 'win32';
const run = (command, ...args) => {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell });
  if (status !== 0) process.exit(status ?? 1);
};

if (existsSync('node_modules/onnxruntime-common')) run('npm', 'run', 'build');
else run('npm', 'ci'); // which also builds

const folder = 'runs/quickstart';
const cli = ['dist/cli/index.js'];
const begin = performance.now();
run('node', ...cli, 'train', '--game', 'Catch', '--config', 'configs/quick.json', '--out', folder, '--overwrite');
run(
  'node',
  ...cli,
  ...['evaluate', '--run', folder, '--lambda', '0,1,2,4', '--attack', 'fgsm', '--defense', 'sap100'],
  ...['--episodes', '10', '--gradient-samples', '20', '--output-samples', '20', '--overwrite'],
);
console.log(`\nquickstart took ${((performance.now() - begin) / 60_000).toFixed(1)} minutes after the build`);
