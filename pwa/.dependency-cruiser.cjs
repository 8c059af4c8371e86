// Who may import whom. App, router → features → replica → @shaiba/sync; beside them device, sheet, ui, text, generated.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: allowed },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-dead-ends', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
    {
      name: 'features-stand-alone',
      comment: 'A feature links to another by route name.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/([^/]+)/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'features-see-the-replica-through-its-door',
      comment:
        'Screens know types.ts, context.ts, and what reads by them alone (above, handling, inbox, owed, close, speaks, hiding, hide, powers); nothing behind them.',
      severity: 'error',
      from: { path: '^src/features/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/replica/',
        pathNot: '^src/replica/(types|context|above|handling|inbox|owed|close|speaks|hiding|hide|powers)\\.ts$',
      },
    },
    only('ui-knows-no-villages', '^src/ui/', '^src/(ui|text)/', 'ui imports only text.'),
    only('text-stands-alone', '^src/text/', '^src/text/', 'Words need nothing.'),
    only('device-stands-alone', '^src/device/', '^src/(device|generated)/', 'The phone itself.'),
    only('replica-knows-no-screens', '^src/replica/', '^src/(replica|device|generated)/', 'Below the screens.'),
    only(
      'features-point-down',
      '^src/features/',
      '^src/(features|replica|device|sheet|ui|text|generated|router)',
      'Layers.',
    ),
    only(
      'sheets-stand-alone',
      '^src/sheet/',
      '^src/(sheet|device|generated)/',
      'Files of cells, whatever they are of.',
    ),
    only('the-worker-stands-alone', '^src/sw\\.ts$', '^$', 'The service worker caches the shell and nothing else.'),
    {
      name: 'one-door-to-the-database',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/replica/|\\.test\\.ts$' },
      to: { path: 'node_modules/idb/' },
    },
    {
      name: 'the-protocol-knows-nothing-of-the-app',
      severity: 'error',
      from: { path: 'sync/typescript/src/' },
      to: { pathNot: 'sync/typescript/src/|node_modules/@noble/(hashes|ed25519)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['svelte', 'browser', 'import', 'types'] },
  },
}
