/** Names of the files and folders of a run (run-folder.ts). */
export const recordName = 'run.json';
export const configName = 'config.json';
export const metricsName = 'metrics.jsonl';
export const evaluationsName = 'evaluations.jsonl';
export const timingName = 'timing.jsonl';
export const warningsName = 'warnings.jsonl';
/** Which MLflow run follows the run (tracking/mlflow.ts). */
export const mlflowName = 'mlflow.json';
export const checkpointsName = 'checkpoints';
/** Folder of the agent with the best evaluation. */
export const bestName = 'best';
/** Folder of the agent from whose weights the run started. */
export const initialName = 'initial';
/** In the folder of the best agent: the row of the evaluation. */
export const bestRowName = 'evaluation.json';
