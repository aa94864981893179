import { describe, expect, it } from 'vitest';
import { mlflowServer } from '../../../src/storage/tracking/mlflow-server.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('mlflowServer', () => {
  it.each([
    ['the environment’s URL', undefined, { MLFLOW_TRACKING_URI: 'http://a:5000/' }, 'http://a:5000', undefined],
    ['a given URL', 'https://b/mlflow/', { MLFLOW_TRACKING_URI: 'http://a' }, 'https://b/mlflow', undefined],
    [
      'user and password',
      'http://a',
      { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' },
      'http://a',
      basic('u:p'),
    ],
    ['a token', 'http://a', { MLFLOW_TRACKING_TOKEN: 't' }, 'http://a', 'Bearer t'],
    ['a URL with a password alone', 'http://:p@a', { MLFLOW_TRACKING_TOKEN: 't' }, 'http://a', basic(':p')],
    ['a URL with credentials', 'http://u:p%40@a:1', {}, 'http://a:1', basic('u:p@')],
  ])('takes %s', (_, given, environment, url, authorization) => {
    expect(mlflowServer(given, environment)).toEqual({ url, authorization, experiment: 'sap-atari' });
  });

  it('takes the name of the experiment', () => {
    expect(mlflowServer('http://a', { MLFLOW_EXPERIMENT_NAME: 'mine' }).experiment).toBe('mine');
  });

  it.each([
    [undefined, /expected the URL of an MLflow server in MLFLOW_TRACKING_URI .*got none/],
    ['databricks', /such as http:\/\/localhost:5000, got no URL/],
    ['file:///tmp/mlruns', /got one of file:/],
    ['http//user:secret@host', /^(?!.*secret)/],
    ['http://user%zz:secret@host', /^(?!.*secret).*write % as %25/],
  ])('refuses %s, without showing it', (given, message) => {
    expect(() => mlflowServer(given, {})).toThrow(message);
  });

  it.each(['secret\nline', 'secret\r', 'sécret', 'sec ret'])(
    'refuses the token %j, which a header cannot hold, without showing it',
    (MLFLOW_TRACKING_TOKEN) => {
      expect(() => mlflowServer('http://a', { MLFLOW_TRACKING_TOKEN })).toThrow(
        /^(?!.*(secret|sécret|sec ret)).*MLFLOW_TRACKING_TOKEN/,
      );
    },
  );
});
