/** What is handed on, as this phone has it now. */
import type { RecordView, Replica } from '../../replica/types.ts'
import { link } from '../../router.svelte.ts'
import { postedAll } from '../../sheet/signed.ts'
import { latest } from '../../ui/latest.ts'
import { makeStatement, type Statement } from './statement.ts'
import { t } from './text.ts'

type Posted = Awaited<ReturnType<typeof postedAll>>

/** Made by a screen when it begins. */
export class Subject {
  readonly #replica: Replica
  readonly #village: string
  readonly #id: string
  #posted = $state.raw<Posted | null>(null)

  constructor(replica: Replica, village: string, id: string) {
    this.#replica = replica
    this.#village = village
    this.#id = id
    const newest = latest()
    $effect(() => {
      const entries = this.entries
      const scope = `village/${village}`
      const found = postedAll(entries, (entry) => replica.proof(scope, 'entry', entry))
      void newest(found).then((posted) => (this.#posted = posted))
    })
  }

  readonly scope = $derived.by(() => this.#replica.scope(`village/${this.#village}`))
  readonly disclosure = $derived.by((): RecordView | undefined => this.scope.record('disclosure', this.#id))
  readonly entries = $derived.by(() => this.scope.records('entry').filter((entry) => entry['disclosure'] === this.#id))
  readonly name = $derived.by(
    () => (this.scope.record('village', this.#village)?.['name'] as string | undefined) ?? this.#village,
  )
  readonly mark = $derived.by(() => this.scope.mark('disclosure', this.#id))

  /** Null until everything that it says is known. */
  readonly statement = $derived.by((): Statement | null => {
    if (!this.disclosure || this.#posted === null) return null
    return makeStatement({
      village: this.name,
      disclosure: this.disclosure,
      entries: this.entries,
      countersign: (id) => this.scope.record('countersign', id),
      grants: this.scope.records('grant'),
      posted: this.#posted,
      address: location.origin + link('disclosure', { village: this.#village, disclosure: this.#id }),
      status: this.scope.status,
      others: t().others,
    })
  })
}
