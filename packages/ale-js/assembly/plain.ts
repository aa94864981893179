// The plain build (`asc --target plain`, test/helpers/plain-core.ts) is the same core without its short cuts: every write is
// heard, every access draws at once, every line is composed anew, every instruction is fetched byte by byte, waits are run.
// Tests play random cartridges in both builds. The constant is known to the compiler, so it costs nothing.

// @ts-ignore: set by the target
export const PLAIN: bool = isDefined(PLAIN_BUILD);
