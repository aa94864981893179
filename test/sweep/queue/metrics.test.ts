import { expect, it } from 'vitest';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import { startMetrics } from '../../../src/sweep/queue/metrics.js';

const job = { kind: 'train', name: 'catch-1' } as SweepJob;

it('counts jobs by kind and state, for Prometheus', async () => {
  const metrics = await startMetrics(0);
  try {
    for (let i = 0; i < 3; i++) metrics.started(job);
    metrics.ended(job, { state: 'done', seconds: 5 });
    metrics.ended(job, { state: 'failed', seconds: 70, reason: 'exit code 1', lastLines: [] });
    const reply = await fetch(metrics.url);
    const text = await reply.text();
    expect(reply.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('sap_atari_jobs_running{kind="train"} 1\n');
    expect(text).toContain('sap_atari_jobs_ended_total{kind="train",state="done"} 1\n');
    expect(text).toContain('sap_atari_jobs_ended_total{kind="train",state="failed"} 1\n');
    expect(text).toContain('sap_atari_job_seconds_bucket{le="10",kind="train"} 1\n');
    expect(text).toContain('sap_atari_job_seconds_sum{kind="train"} 75\n');
    expect(Number(/^sap_atari_memory_free_bytes (\S+)/m.exec(text)?.[1])).toBeGreaterThan(1e6);
    expect((await fetch(metrics.url.replace('/metrics', '/'))).status).toBe(404);
    await expect(startMetrics(Number(new URL(metrics.url).port))).rejects.toThrow(
      /--metrics-port \d+: .*choose another/,
    );
  } finally {
    await metrics.close();
  }
});
