// Lints the app and the protocol. Run from the repository's root (npm run check does), so that both lie below.
import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

const project = { projectService: true, tsconfigRootDir: import.meta.dirname }

/** Only replica and device touch the network (README.md, layers). */
const NETWORK = ['fetch', 'EventSource', 'WebSocket', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Only src/replica and src/device touch the network.',
}))

/** The phone's clock may be wrong; what is compared with stamps, terms or deadlines goes by the replica's. */
const CLOCK = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", what: 'Date.now' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", what: 'new Date()' },
].map(({ selector, what }) => ({ selector, message: `${what}: say replica.now(), today() or dayIn().` }))

export default ts.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/public/', '**/src/generated/', '**/*.cjs', '**/eslint.config.js'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser }, parserOptions: project },
    rules: {
      // the compiler says both better, and knows types
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { ...project, extraFileExtensions: ['.svelte'], parser: ts.parser } },
    rules: {
      // paths come from the app's own router; there is no SvelteKit here
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    // What a generic component hands to its snippets is typed by svelte-check; the linter sees `any` there.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['pwa/src/**/*.ts', 'pwa/src/**/*.svelte'],
    ignores: ['pwa/src/replica/**', 'pwa/src/device/**', 'pwa/src/sw.ts', '**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...NETWORK] },
  },
  {
    files: ['pwa/src/features/**/*.ts', 'pwa/src/features/**/*.svelte'],
    // filming measures how long things take on this very phone
    ignores: ['**/*.test.ts', 'pwa/src/features/live/{Film,Watch}.svelte', 'pwa/src/features/live/onair.svelte.ts'],
    rules: { 'no-restricted-syntax': ['error', ...CLOCK] },
  },
  {
    // tests look into what they have just made
    files: ['**/*.test.ts', '**/test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
)
