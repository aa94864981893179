/**
 * Rules for dependency-cruiser: layers, nested layers, and no circle of imports anywhere. `npm run layers` checks them.
 *
 * A hierarchy lists the folders and files of one part of the tree, from the lowest level to the highest. A file must not import
 * from a higher level. Files of one level may import each other, and a file that is on no level is free.
 */

const level = (folder, ...names) => names.map((name) => `^${folder}/${name.includes('.') ? `${name}$` : `${name}/`}`);

const hierarchy = (name, folder, ...levels) => ({
  name,
  levels: levels.map((names) => level(folder, ...[names].flat())),
});

/** The folders of src, from the lowest to the highest. */
export const layers = [
  ...['common', 'files', 'compute', 'model', 'env', 'agent', 'attack', 'defense', 'vision', 'interop'],
  ...['report', 'storage', 'jobs', 'training', 'evaluation', 'studies'],
  ...['server', 'dashboard', 'sweep', 'cli'],
];

const hierarchies = [
  hierarchy('layers', 'src', ...layers),
  hierarchy('agent', 'src/agent', ['optimizer', 'replay'], 'learner', 'pqn', 'checkpoint.ts'),
  hierarchy('attack', 'src/attack', 'search', '[^/]+.ts'),
  hierarchy('defense', 'src/defense', 'sampling', '[^/]+.ts'),
  hierarchy(
    'interop',
    'src/interop',
    'network-builder.ts',
    ['layers-model', 'onnx', 'pickle'],
    'checkpoint',
    'layouts',
    ['read-network.ts', 'network-agent.ts'],
  ),
  hierarchy(
    'report',
    'src/report',
    ['statistics', 'svg.ts', 'wrap.ts', 'table-layout.ts'],
    ['table.ts', 'plot.ts', 'panels.ts'],
    ['curve.ts', 'renderer.ts'],
  ),
  hierarchy('training', 'src/training', 'clock.ts', 'loop.ts', 'loop', 'agent', 'classifier'),
  hierarchy('training of agents', 'src/training/agent', 'metrics.ts', 'algorithms', 'train.ts', 'probe.ts', 'plan.ts'),
  hierarchy(
    'evaluation',
    'src/evaluation',
    ['settings.ts', 'reference-scores.ts', 'worker.ts'],
    ...['checks', 'players', 'report', ['lifecycle.ts', 'blocks.ts'], 'samples', 'games', 'states', 'images'],
    'worker-entry.ts',
  ),
  hierarchy('studies', 'src/studies', 'figure', 'figures'),
  hierarchy(
    'dashboard',
    'src/dashboard',
    ['types.ts', 'rows', 'contents.ts', 'unchanged.ts'],
    ['runs', 'results', 'query.ts'],
    'api.ts',
  ),
  hierarchy(
    'sweep',
    'src/sweep',
    ['folder.ts', 'spec'],
    ['plan', 'record.ts'],
    ['run', 'merge.ts', 'collect', 'slurm'],
    ['card', 'cost'],
  ),
  hierarchy('cli', 'src/cli', ['options', 'roms', 'terminal'], 'commands', 'program.ts', 'index.ts'),
  hierarchy(
    'ale-js',
    'packages/ale-js/src',
    ['errors.ts', 'names.ts'],
    ['platform/canvas.ts', 'platform/fetch.ts', 'platform/gzip.ts', 'platform/virtual-files.ts', 'roms/md5.ts'],
    ['console', 'data', 'games'],
    ['platform/module.ts', 'platform/wasm.ts', 'roms/ale-py.ts', 'roms/roms.ts'],
    ...[['vector', 'traces'], ['homebrew.ts', 'index.ts'], 'node.ts'],
  ),
  hierarchy(
    'ale-js core',
    'packages/ale-js/assembly',
    'memory-map.ts',
    'state.ts',
    ['page-table.ts', 'tia', 'riot'],
    ['cartridge', 'picture'],
    ...['bus.ts', 'cpu', 'console.ts', 'index.ts'],
  ),
];

const pattern = (levels) => levels.flat().join('|');

/** One rule for each level but the highest: its files import nothing from a higher level. */
const upward = ({ name, levels }) =>
  levels.slice(0, -1).map((paths, i) => ({
    name: `${name}: no import from a higher level`,
    severity: 'error',
    from: { path: pattern(paths), pathNot: pattern(levels.slice(i + 1)) },
    to: { path: pattern(levels.slice(i + 1)) },
  }));

export default {
  forbidden: [
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'programs import no page', severity: 'error', from: { path: '^src/' }, to: { path: '^web/' } },
    ...hierarchies.flatMap(upward),
  ],
  options: {
    // Imports of types count: a type belongs to the layer that declares it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['node_modules', '/dist/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
