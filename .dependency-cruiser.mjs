const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });
const only = (room) => `^edge/${room}/`;
const STAGES = ['ingest', 'identity', 'presence', 'offers', 'delivery', 'business', 'journal', 'privacy', 'config'];

/** A stage sees its own room, the domain, the ports and the contract; two stages have one more window each. */
const stageRules = STAGES.map((stage) =>
  rule(
    `stage-${stage}`,
    `The ${stage} stage imports only its own folder, domain, ports and contract${stage === 'ingest' ? ', and the decoders' : ''}${stage === 'offers' ? ', and the feature code that training shares' : ''}.`,
    { path: only(stage) },
    {
      pathNot: [
        only(stage),
        '^edge/(domain|ports)/',
        '^contract/',
        '^node_modules/typebox/',
        ...(stage === 'ingest' ? ['^devices/decoders/'] : []),
        ...(stage === 'offers' ? ['^models/(offer-ranker/(features|network)|off-policy)/'] : []),
      ],
      dependencyTypesNot: ['core'],
    },
  ),
);

const PURE =
  '^(contract|devices/(decoders|simulator)|edge/(domain|ports|ingest|identity|presence|offers|delivery|business|journal|privacy|config)|models/(offer-ranker/(features|network)|off-policy)/)';

export default {
  forbidden: [
    ...stageRules,
    rule(
      'pure-rooms',
      'Decoders, stages and the contract do no I/O: of Node itself they use only the deterministic functions of node:crypto.',
      { path: PURE },
      { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    ),
    rule(
      'decoders',
      'A decoder is pure: bytes in, sightings out; it knows only the contract.',
      { path: '^devices/decoders/' },
      { pathNot: ['^devices/decoders/', '^contract/', '^node_modules/typebox/', '^(node:)?crypto$'] },
    ),
    rule(
      'domain',
      'The domain knows only itself and the contract.',
      { path: '^edge/(domain|ports)/' },
      { pathNot: ['^edge/(domain|ports)/', '^contract/'] },
    ),
    rule(
      'contract',
      'The contract knows nobody; it speaks TypeBox.',
      { path: '^contract/' },
      { pathNot: ['^contract/', '^node_modules/typebox/', '^(node:)?crypto$'] },
    ),
    rule(
      'platform',
      'What both processes need from the machine knows only the contract.',
      { path: '^platform/' },
      { path: '^(edge|cloud|devices|models|cli)/' },
    ),
    rule(
      'edge-adapters-apart',
      'Adapters do not meet: each stands alone before its port.',
      { path: '^edge/adapters/([^/]+)/' },
      { path: '^edge/adapters/', pathNot: '^edge/adapters/$1/' },
    ),
    rule(
      'cloud-adapters-apart',
      'Adapters do not meet: each stands alone before its port.',
      { path: '^cloud/adapters/([^/]+)/' },
      { path: '^cloud/adapters/', pathNot: '^cloud/adapters/$1/' },
    ),
    rule(
      'edge-composition',
      'Only the composition root builds adapters.',
      { path: '^edge/', pathNot: '^edge/(compose\\.ts|adapters/)' },
      { path: '^edge/adapters/' },
    ),
    rule(
      'cloud-composition',
      'Only the composition root builds adapters.',
      { path: '^cloud/', pathNot: '^cloud/(compose\\.ts|adapters/)' },
      { path: '^cloud/adapters/' },
    ),
    rule('cloud-not-edge', 'HQ and shop share the contract, nothing else.', { path: '^cloud/' }, { path: '^(edge|cli)/' }),
    rule('edge-not-cloud', 'HQ and shop share the contract, nothing else.', { path: '^edge/' }, { path: '^(cloud|cli)/' }),
    rule(
      'web-apps',
      'A page sees the contract and the shared components.',
      { path: '^(devices/(screen|staff|ui)|cloud/dashboard)/' },
      { path: '^(edge|cli|models|platform|cloud/(?!dashboard)|devices/(decoders|simulator))' },
    ),
    rule(
      'only-cli-joins',
      'Only the command line imports both edge and cloud.',
      { path: '^(contract|devices|models|platform)/' },
      { path: '^(edge|cloud|cli)/', pathNot: '^cloud/dashboard/' },
    ),
    rule('no-cycles', 'Data flows one way.', {}, { circular: true }),
    rule('no-tests-in-product', 'The product does not know its tests.', { pathNot: '^test/' }, { path: '^test/' }),
    rule(
      'no-dev-dependencies',
      'What ships depends on what ships.',
      { path: '^(contract|edge|devices|models|platform|cloud|cli)/' },
      { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/vite/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
