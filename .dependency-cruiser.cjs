// The layers of ARCHITECTURE.md: core <- tensor, text, io, protocol <- trainer <- cli, host. A path says what it may import.

const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const ours = '^(src|test|bench|scripts|native|webview)/';
const core = ['^src/core/'];
/** The editor's interface: a module of the host's, of which only the types are installed. */
const vscode = '^vscode$|node_modules/@types/vscode/';

/** Files of `folder` may import only itself, the given folders (patterns) and the given packages (patterns). */
function layer(folder, why, allowed) {
  return {
    name: `layer-${folder}`,
    comment: why,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: [ours], pathNot: [`^src/${folder}/`, ...allowed] },
  };
}

module.exports = {
  forbidden: [
    layer('core', 'Core is pure: it imports nothing of ours but itself.', []),
    {
      name: 'core-packages',
      comment:
        'Core runs anywhere (Node, a browser, a webview): no Node modules, no packages but TensorFlow.js core, zod, the parsers of our two file formats, and SHA-256.',
      severity: 'error',
      from: { path: core },
      // An import that starts with a dot and was not found is the compiler's to report.
      to: {
        pathNot: [
          ours,
          '^[.]{1,2}/(?!.*node_modules)',
          packages('@tensorflow/tfjs-core', 'zod', 'jsonc-parser', 'yaml', '@noble/hashes'),
        ],
      },
    },
    layer('tensor', 'Backends know core, not those who use them.', core),
    layer('text', 'Text providers and encoder know core and files, not those who use them.', ['^src/(core|io)/']),
    layer('io', 'Files know core, not those who use them.', core),
    {
      name: 'formats-below-layouts',
      comment: 'A format reads one file: it knows no data folder, and what it reads by knows no format.',
      severity: 'error',
      from: { path: '^src/io/(formats|nifti|hdf5)/' },
      to: { path: ['^src/io/layouts/', '^src/io/(dataset|loadCase|runData|splits)[.]ts$'] },
    },
    {
      name: 'readers-below-formats',
      comment: 'NIfTI and HDF5 are read without knowing who lists them as formats.',
      severity: 'error',
      from: { path: '^src/io/(nifti|hdf5)/' },
      to: { path: '^src/io/formats/' },
    },
    layer('protocol', "Messages know core's types and nothing else.", core),
    {
      name: 'protocol-types',
      comment: "Messages use core's types only, so that a webview can import them without the networks.",
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: core, dependencyTypesNot: ['type-only'] },
    },
    layer('trainer', 'The trainer uses every layer below it, never an entry above.', ['^src/(core|tensor|text|io|protocol)/']),
    layer('study', 'Studies know files and experiments; what trains is a process of its own.', ['^src/(core|io)/']),
    layer('cli', 'The command line uses every layer, and no other host.', ['^src/(core|tensor|text|io|protocol|trainer|study)/']),
    layer('host', 'The extension talks to the trainer by messages.', ['^src/(core|text|io|protocol)/']),
    {
      name: 'features-apart',
      comment:
        'A feature of the extension knows services.ts and support/, no other feature: it can be read, and taken out, alone. What two of them share goes into support/.',
      severity: 'error',
      from: { path: '^src/host/([^/]+)/' },
      to: { path: '^src/host/[^/]+/', pathNot: '^src/host/($1|support)/' },
    },
    {
      name: 'host-without-computing',
      comment:
        'The extension host computes nothing: networks, losses and their library are known to a thread (checkerThread) and to child processes. test/host/bundle.test.ts looks for what comes in by another file.',
      severity: 'error',
      from: { path: '^src/host/', pathNot: '^src/host/experiment/checkerThread[.]ts$' },
      to: {
        path: [packages('@tensorflow/[^/]+'), '^src/core/(losses|methods|networks|ops|optimiser|training)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'layer-webview',
      comment: "A view is a page: it knows the messages and core's pure code, and nothing that needs a file or a process.",
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: [ours], pathNot: ['^webview/', '^src/(core|protocol)/'] },
    },
    {
      name: 'webview-without-node',
      comment: 'A page has no Node.',
      severity: 'error',
      from: { path: '^webview/.*[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'webview-without-networks',
      comment: 'A page shows what networks did and needs none.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: packages('@tensorflow/[^/]+') },
    },
    {
      name: 'viewer-worker-without-vscode',
      comment: "A worker thread of the extension host cannot load the editor's interface.",
      severity: 'error',
      from: { path: '^src/host/viewer/worker/' },
      to: { path: vscode },
    },
    {
      name: 'vscode-only-in-host',
      comment: 'Everything but src/host must run without VS Code.',
      severity: 'error',
      from: { pathNot: '^src/host/' },
      to: { path: '^vscode$|(^|/)node_modules/@types/vscode/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      comment: 'The product imports only what its users install.',
      severity: 'error',
      from: { path: '^src/' },
      // 'vscode' is resolved to its types; the editor gives the module itself.
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/vscode/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports are imports, too: a layer that knows another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
