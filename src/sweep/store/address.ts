/** The address of a store, and the variables that say how it is reached. */
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';

export interface StoreAddress {
  readonly bucket: string;
  /** Of all keys, without slashes at its ends; may be empty. */
  readonly prefix: string;
}

const scheme = 's3://';

export const isStoreAddress = (text: string): boolean => text.startsWith(scheme);

/** @throws UsageError for anything but s3://BUCKET or s3://BUCKET/PREFIX */
export function parseStoreAddress(text: string): StoreAddress {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._/-]*))?$/.exec(text) ?? [];
  const parts = prefix.split('/').filter((part) => part !== '');
  if (bucket === undefined || parts.some((part) => part === '.' || part === '..')) {
    throw new UsageError(`--store: expected a folder, or s3://BUCKET/PREFIX, got ${shown(text)}`);
  }
  return { bucket, prefix: parts.join('/') };
}

export const storeName = ({ bucket, prefix }: StoreAddress): string =>
  `${scheme}${bucket}${prefix === '' ? '' : `/${prefix}`}`;

export interface StoreAccess {
  readonly endpoint: URL;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

/** Reads the usual variables of S3. @throws UsageError in one line, which repeats no secret */
export function storeAccess(env: NodeJS.ProcessEnv): StoreAccess {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.pathname !== '/') {
    throw new UsageError('AWS_ENDPOINT_URL: expected https://HOST or http://HOST:PORT, got something else');
  }
  const { AWS_ACCESS_KEY_ID: accessKey = '', AWS_SECRET_ACCESS_KEY: secretKey = '', AWS_SESSION_TOKEN } = env;
  if (accessKey === '' || secretKey === '') {
    throw new UsageError(
      '--store s3://…: expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, got none',
    );
  }
  return {
    endpoint: url,
    region,
    accessKey,
    secretKey,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
