/** A decider that computes by WebGPU: compared, measured, and replaced where the GPU fails. */
import { describe, expect, it, vi } from 'vitest';
import type { Decider } from '../../src/evaluation/players/attacked-step.js';
import { createCheckedDecider } from '../../web/live/providers/checked-decider.js';
import { type ComputeReport, describeCompute, type Times } from '../../web/live/providers/choice.js';

const row = (...q: number[]) => Float32Array.from(q);

/** A decider whose Q-values are those of `q`, and which counts its calls. */
function fakeDecider(q: () => Promise<Float32Array>) {
  const step = async () => ({ action: 0, q: await q(), sampleAgreement: 1 });
  const decider: Decider = {
    label: 'fake',
    value: vi.fn(q),
    clean: vi.fn(step),
    attacked: vi.fn(async () => ({
      ...(await step()),
      ...{ zeroGradientShare: null, linfNorm: 1, perturbed: new Float32Array(1) },
    })),
    choose: () => 0,
    dispose: vi.fn(async () => {}),
  };
  return decider;
}

const good = async () => row(1, 2);
const observation = Uint8Array.of(7);

function checked(
  webgpu: Decider,
  more: { choice?: 'webgpu' | 'faster'; times?: Times; gpu?: () => Promise<string> } = {},
) {
  const wasm = fakeDecider(good);
  const reports: ComputeReport[] = [];
  const createWebgpu = vi.fn(() => webgpu);
  const memory = { recall: vi.fn(async () => more.times), remember: vi.fn(async () => {}) };
  const decider = createCheckedDecider({
    ...{ choice: more.choice ?? 'webgpu', wasm, createWebgpu, memory },
    adapterName: more.gpu ?? (async () => 'a GPU'),
    observations: () => Array.from({ length: 6 }, (_, i) => Uint8Array.of(i)),
    toleranceOf: () => 1e-4,
    keyOf: (part, adapter) => `${part} ${adapter}`,
    onReport: (report) => reports.push(report),
  });
  return { decider, wasm, reports, createWebgpu, memory, last: () => describeCompute(reports.at(-1)!) };
}

describe('the checked decider', () => {
  it('computes by WebGPU what both agree on, and compares each part at its first use alone', async () => {
    const webgpu = fakeDecider(async () => row(1, 2.00001));
    const { decider, wasm, reports, memory } = checked(webgpu);
    expect([...(await decider.value(observation))]).toEqual([...row(1, 2.00001)]);
    expect((await decider.attacked(new Float32Array(1), 2, [1, 2])).q).toEqual(row(1, 2.00001));
    await decider.value(observation);
    expect(wasm.value).toHaveBeenCalledTimes(6);
    expect(webgpu.value).toHaveBeenCalledTimes(8);
    expect(vi.mocked(webgpu.attacked).mock.calls.map(([seen, lambda, key]) => [seen, lambda, key])).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((i) => [Float32Array.of(i), 2, [1, 2]]),
      [new Float32Array(1), 2, [1, 2]],
    ]);
    expect(reports.at(-1)).toMatchObject({ adapter: 'a GPU', failure: undefined });
    expect(reports.at(-1)!.parts.map(({ part, provider }) => [part, provider])).toEqual([
      ['value', 'webgpu'],
      ['attacked', 'webgpu'],
    ]);
    expect(memory.recall).not.toHaveBeenCalled();
    expect(memory.remember).toHaveBeenCalledTimes(2);
  });

  it.each<[string, () => Promise<Float32Array>, string]>([
    [
      'computes something else',
      async () => row(1, 2.01),
      'WebAssembly computes, not WebGPU: Q-values of the plain network: |ΔQ| against WebAssembly is 0.005 of the largest |Q|, expected at most 1.0e−4',
    ],
    [
      'refuses an operator',
      async () => {
        throw new Error('wrapped', { cause: new Error('no kernel for Conv\nmore') });
      },
      'WebAssembly computes, not WebGPU: no kernel for Conv',
    ],
  ])('computes everything by WebAssembly where WebGPU %s', async (_, q, line) => {
    const webgpu = fakeDecider(q);
    const { decider, wasm, last } = checked(webgpu);
    expect(await decider.value(observation)).toEqual(row(1, 2));
    expect((await decider.clean(observation, [1, 2])).q).toEqual(row(1, 2));
    expect(webgpu.clean).not.toHaveBeenCalled();
    expect(webgpu.dispose).toHaveBeenCalledTimes(1);
    expect(last()).toEqual([line]);
    await decider.dispose();
    expect(wasm.dispose).toHaveBeenCalledTimes(1);
    expect(webgpu.dispose).toHaveBeenCalledTimes(1);
  });

  it('repeats the very step by WebAssembly where the GPU is lost later', async () => {
    const q = vi.fn(good);
    const { decider, wasm, last } = checked(fakeDecider(q));
    await decider.clean(observation, [1, 2]);
    q.mockRejectedValue(new Error('the GPU was lost'));
    expect((await decider.clean(observation, [1, 3])).q).toEqual(row(1, 2));
    expect(wasm.clean).toHaveBeenLastCalledWith(observation, [1, 3]);
    expect(last()).toEqual(['WebAssembly computes, not WebGPU: the GPU was lost']);
  });

  it('loads nothing where there is no GPU', async () => {
    const { decider, createWebgpu, last } = checked(fakeDecider(good), {
      gpu: () => Promise.reject(new Error('this browser has no WebGPU')),
    });
    expect(await decider.value(observation)).toEqual(row(1, 2));
    expect(createWebgpu).not.toHaveBeenCalled();
    expect(last()).toEqual(['WebAssembly computes, not WebGPU: this browser has no WebGPU']);
  });

  it.each([
    [{ wasm: 1, webgpu: 2 }, 'wasm', 0],
    [{ wasm: 2, webgpu: 1 }, 'webgpu', 6],
  ] as const)('chooses the faster by remembered times %j: %s', async (times, provider, compared) => {
    const { decider, wasm, reports, memory } = checked(fakeDecider(good), { choice: 'faster', times });
    await decider.value(observation);
    expect(memory.recall).toHaveBeenCalledWith('value a GPU');
    expect(memory.remember).not.toHaveBeenCalled();
    expect(reports.at(-1)!.parts).toMatchObject([{ provider, times }]);
    expect(wasm.value).toHaveBeenCalledTimes(provider === 'wasm' ? 1 : compared);
  });

  it.each([
    [30, 0, 'wasm'],
    [0, 30, 'webgpu'],
  ] as const)('measures: WebGPU takes %d ms, WebAssembly %d ms: %s', async (webgpuTime, wasmTime, provider) => {
    const answerAfter = (time: number) => () => new Promise<Float32Array>((done) => setTimeout(done, time, row(1, 2)));
    const { decider, wasm, reports, memory } = checked(fakeDecider(answerAfter(webgpuTime)), { choice: 'faster' });
    vi.mocked(wasm.value).mockImplementation(answerAfter(wasmTime));
    await decider.value(observation);
    const [part] = reports.at(-1)!.parts;
    expect(part!.provider).toBe(provider);
    expect(Math.abs(part!.times.webgpu - part!.times.wasm)).toBeGreaterThan(10);
    expect(memory.remember).toHaveBeenCalledWith('value a GPU', part!.times);
  });
});
