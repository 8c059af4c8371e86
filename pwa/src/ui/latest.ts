/**
 * Answers overtake one another. Of all that is asked through one `latest()` only the newest is answered; what an older
 * question brings later is nobody's any more, so it writes over nothing, and its promise stays open.
 */
export function latest(): <T>(asked: Promise<T>) => Promise<T> {
  let turn = 0
  return (asked) => {
    const mine = ++turn
    return new Promise((resolve, reject) => {
      asked.then(
        (found) => mine === turn && resolve(found),
        (error: unknown) => mine === turn && reject(error as Error),
      )
    })
  }
}
