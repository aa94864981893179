/**
 * Returns the environment for an npm command that a script of ours starts. npm passes its own flags to scripts as variables;
 * those about the outer package (where to install, which workspace, whether to pretend) would be wrong for another one.
 */
export function nestedNpmEnvironment() {
  const outer =
    /^npm_config_(dry_run|json|workspaces?|include_workspace_root|pack_destination|prefix|local_prefix|global)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !outer.test(key)));
}
