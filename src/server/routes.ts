/** What a server answers besides its static files: a table of functions from a query to a reply. */

/** A reply: a value as JSON, or a file. The route has checked that the file may be read; its path has no symbolic links. */
export type Reply = { readonly json: unknown } | { readonly file: string; readonly type: string };

type Route = (query: URLSearchParams) => Reply | Promise<Reply>;

/** Routes by path: `/api/runs`. */
export type Routes = Readonly<Record<string, Route>>;

/** What was asked for does not exist. */
export class NotFound extends Error {}
