/** `--track`: servers that follow a training. */
import type { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import type { OpenTracker } from '../../storage/runs/tracker.js';
import { trackWithMlflow } from '../../storage/tracking/mlflow.js';
import { mlflowServer } from '../../storage/tracking/mlflow-server.js';

export interface TrackFlags {
  /** `mlflow` or `mlflow=URL`. */
  readonly track?: string;
}

export const addTrackOption = (command: Command): Command =>
  command.option(
    '--track <server>',
    'send config and numbers to an MLflow server too: mlflow (its URL is in MLFLOW_TRACKING_URI) or mlflow=URL; a server that is lost never stops the training',
  );

/** Returns what opens the tracker; undefined without one. @throws UsageError for another server, or without a URL */
export function openTrack({ track }: TrackFlags): ((onWarning: (line: string) => void) => OpenTracker) | undefined {
  if (track === undefined) return undefined;
  const [kind, ...url] = track.split('=');
  if (kind !== 'mlflow') throw new UsageError('--track: expected mlflow or mlflow=URL, got another kind of server');
  const server = mlflowServer(url.length > 0 ? url.join('=') : undefined, process.env);
  return (onWarning) => trackWithMlflow(server, { onWarning });
}
