// The plain build (`asc --target plain`, test/helpers/plain-core.ts) is the same core without its optimizations: it processes
// every write, draws at every access, composes every line, fetches every instruction byte by byte, and runs waiting loops.
// Tests play random cartridges in both builds. The compiler knows the constant, so the normal build has no cost.

// @ts-ignore: the target defines PLAIN_BUILD; the editor's compiler does not know it
export const PLAIN: bool = isDefined(PLAIN_BUILD);
