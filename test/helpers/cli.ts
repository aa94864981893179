/** The command line as a person uses it: the built program in a process of its own, in a temporary folder. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const program = new URL('../../dist/cli/index.js', import.meta.url).pathname;
export const bundled = new URL('../../assets/catch', import.meta.url).pathname;

/** Makes the folder in which all commands of a test file run. It is deleted after the last test. */
export function openCli() {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-cli-'));
  const zoo = mkdtempSync(join(tmpdir(), 'sap-atari-zoo-'));
  afterAll(() => {
    for (const each of [folder, zoo]) rmSync(each, { recursive: true, force: true });
  });
  const environment = { HOME: folder, XDG_DATA_HOME: '', ALE_ROM_DIR: '', SAP_ATARI_ZOO: zoo, MLFLOW_TRACKING_URI: '' };
  return {
    folder,
    /** The folder of the zoo's agents, empty at first. */
    zoo,
    environment,
    /** @param cwd where the command runs; default: the folder */
    cli(args: readonly string[], cwd = folder) {
      const env = { ...process.env, ...environment };
      const { status, stdout, stderr } = spawnSync('node', [program, ...args], { cwd, encoding: 'utf8', env });
      return { status, stdout, stderr };
    },
    /** Starts the program, interrupts it once it has printed `after` or that is true, and waits for its end. */
    interrupted(
      args: readonly string[],
      after: RegExp | (() => boolean),
    ): Promise<{ status: number | null; output: string }> {
      return new Promise((resolve) => {
        const child = spawn('node', [program, ...args], { cwd: folder, stdio: 'pipe' });
        let output = '';
        let sent = false;
        const look = () => {
          if (sent || !(after instanceof RegExp ? after.test(output) : after())) return;
          sent = true;
          child.kill('SIGINT');
        };
        const listen = (chunk: Buffer) => {
          output += chunk;
          look();
        };
        const timer = setInterval(look, 20);
        child.stdout.on('data', listen);
        child.stderr.on('data', listen);
        child.on('close', (status) => {
          clearInterval(timer);
          resolve({ status, output });
        });
      });
    },
    /** Writes a config of a short run on Catch: it hardly learns, but uses every part of training. */
    tinyConfig(changes: object = {}): string {
      const path = join(folder, `config-${Object.values(changes).join('-') || 'tiny'}.json`);
      writeFileSync(path, JSON.stringify({ ...tiny, ...changes }));
      return path;
    },
  };
}

const tiny = {
  game: 'catch',
  totalSteps: 400,
  warmUpSteps: 100,
  learnPeriodSteps: 50,
  targetPeriodSteps: 200,
  replayCapacityTransitions: 500,
  explorationHoldSteps: 0,
  explorationAnnealSteps: 100,
  metricsPeriodSteps: 100,
};

export function editJson(path: string, change: (description: Record<string, unknown>) => void): void {
  const description = JSON.parse(readFileSync(path, 'utf8'));
  change(description);
  writeFileSync(path, JSON.stringify(description));
}
