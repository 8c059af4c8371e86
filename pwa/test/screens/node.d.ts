/** Of Node's own types this is all that anything here needs. */
declare module 'node:vm' {
  export function runInThisContext(code: string): unknown
}
