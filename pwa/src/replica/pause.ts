/** Let the page draw, and hear its user, before a long piece of work goes on. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
