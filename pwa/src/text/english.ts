/** The English half of every text module (languages.ts). Only a build asks for it: elsewhere the words are where they are written. */
import.meta.glob(['./*.ts', '../features/*/{text,*Text}.ts', '!./{english,*.test,words.svelte}.ts'], {
  query: '?english',
  eager: true,
})
