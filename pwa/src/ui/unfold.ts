/** On paper nothing can be unfolded: `<details use:unfold>` stands open there, and afterwards as it stood before. */
export function unfold(node: HTMLDetailsElement): { destroy: () => void } {
  let folded = false
  const open = (): void => {
    folded = !node.open
    node.open = true
  }
  const close = (): void => {
    if (folded) node.open = false
    folded = false
  }
  addEventListener('beforeprint', open)
  addEventListener('afterprint', close)
  return {
    destroy() {
      removeEventListener('beforeprint', open)
      removeEventListener('afterprint', close)
    },
  }
}
