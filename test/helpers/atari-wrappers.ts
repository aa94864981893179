/** Frames and games as Python's libraries give them (atari_wrappers.py), where OpenCV and ale-py are. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const python = process.env.PYTHON ?? 'python3';
const script = fileURLToPath(new URL('atari_wrappers.py', import.meta.url));

/** Whether PYTHON has what the script needs; where not, a line says so. */
export function hasOpenCv(of: string): boolean {
  const { status } = spawnSync(python, ['-c', 'import ale_py, cv2, numpy']);
  if (status !== 0) console.warn(`SKIPPED ${of}: set PYTHON to a Python 3 with ale-py and opencv-python-headless`);
  return status === 0;
}

/** Returns the lines that the script prints. */
export function inPython(request: object): string[] {
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}
