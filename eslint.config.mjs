import tseslint from 'typescript-eslint';

const TIMERS = 'Time comes from a Clock (devices/clock.ts), so that a night can be rehearsed in virtual time.';
const clockGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];

/** Imports run one way: engine -> devices -> sky. `floor` names what a folder may not reach up to. */
const floor = (files, ...above) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: ['timers', 'timers/promises', 'node:timers', 'node:timers/promises'].map((name) => ({
          name,
          message: TIMERS,
        })),
        patterns: above.map((name) => ({
          regex: `^(\\.\\.?/)+([^/]+/)*${name}/`,
          message: `Imports run one way, engine -> devices -> sky: this folder may not import from ${name}/.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'nights/', 'schemas/', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-restricted-globals': ['error', ...clockGlobals.map((name) => ({ name, message: TIMERS }))],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: TIMERS },
        { object: 'performance', property: 'now', message: TIMERS },
        { object: 'DateTime', property: 'now', message: TIMERS },
        { object: 'AbortSignal', property: 'timeout', message: TIMERS },
        ...clockGlobals.map((property) => ({ object: 'globalThis', property, message: TIMERS })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: TIMERS },
      ],
    },
  },
  floor(['sky/**/*.ts'], 'devices', 'engine'),
  floor(['devices/**/*.ts'], 'engine'),
  floor(['engine/**/*.ts']),
  floor(['engine/steps/**/*.ts'], 'night', 'cli', 'machines'),
  floor(['engine/machines/**/*.ts'], 'devices', 'night', 'cli', 'steps'),
  floor(['engine/{plan,fits,journal,flip,story,report}/**/*.ts'], 'night', 'cli', 'machines'),
  // What stands guard over the engine shares no code with it.
  floor(
    ['engine/guard/**/*.ts'],
    'plan',
    'steps',
    'machines',
    'night',
    'flip',
    'fits',
    'journal',
    'story',
    'report',
    'control',
    'cli',
  ),
  {
    files: ['devices/clock.ts', 'devices/virtual-clock.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // XState reads a machine's types from an empty object that is asserted to be them.
    files: ['engine/machines/*.ts'],
    rules: { '@typescript-eslint/no-unnecessary-type-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
    },
  },
);
