/** Which uploads say something of a day, and which of them count. */
import { createHash } from 'node:crypto'
import { attemptOf, type Claim, claimOf, type Hint, listHints, listLooks } from '../lib/ledger/days.ts'
import { areWhole, type DayUpload, factsOf, readUpload, shortFacts } from '../lib/ledger/facts.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import { sideBySide } from '../lib/side-by-side.ts'
import { beyondBudget } from './bytes-budget.ts'
import {
  type DayIndex,
  type IndexEntries,
  type IndexEntry,
  readIndex,
  type StoredIndex,
  type UploadState,
} from './day-index.ts'
import { placedPrefixes } from './networks.ts'
import { outcomeOf, outcomeRows, type UploadOutcome } from './outcomes.ts'

/** An upload that counts, and its facts, which hold its liveness. */
export interface CountingUpload extends DayUpload {
  facts: string
}

/** The uploads of a day: those that count, in order of upload id, and what became of all that say something of it. */
export interface DayUploads {
  counting: CountingUpload[]
  outcomes: UploadOutcome[]
}

/** What was found of a day, and whether its index says so already. */
export interface FoundDay extends DayIndex {
  /** What of it counts. */
  choose: () => DayUploads
  isIndexed: boolean
  /** ETag of the index that was read. */
  etag: string | undefined
}

/** Uploads that are looked at one by one; where more changed, listing the day is cheaper. */
const FEW_CHANGES = 20

/**
 * Looks at a day: at the uploads that its marks name and the index does not know so, or at all where a mark names none, a
 * publish under way or a dead one left its mark, or there is no index. `callsAtOnce`: calls of the store at a time.
 */
export async function findDay(
  lake: ObjectStore,
  dt: string,
  marks: readonly string[],
  callsAtOnce: number,
): Promise<FoundDay> {
  const stored = await readIndex(lake, dt)
  const index = stored?.index
  const changed = index === undefined ? undefined : changesOf(marks, index)
  if (index !== undefined && changed?.size === 0) return foundAsIndexed(index, stored?.etag)
  const known = index?.readEntries()
  const look = createLook(lake, dt, known, callsAtOnce)
  const isFew = changed !== undefined && changed.size <= FEW_CHANGES
  const entries = isFew ? await look.at(changed) : await look.atAll()
  const same = index !== undefined && known !== undefined && areSame(entries, known) ? index : undefined
  const choose = chooser(() => entries)
  const { uploads, placed } = same ?? namesOf(choose())
  return {
    entries,
    choose,
    uploads,
    placed,
    isIndexed: same !== undefined && !marks.some(mark => attemptOf(mark) !== undefined),
    etag: stored?.etag,
  }
}

/** A day of which nothing is said that its index does not: nobody reads its entries unless it is published all the same. */
function foundAsIndexed({ uploads, placed, readEntries }: StoredIndex, etag: string | undefined): FoundDay {
  return {
    get entries() {
      return readEntries()
    },
    choose: chooser(readEntries),
    uploads,
    placed,
    isIndexed: true,
    etag,
  }
}

/** What counts of the entries, chosen once. */
function chooser(readEntries: () => IndexEntries): () => DayUploads {
  let chosen: DayUploads | undefined
  return () => {
    chosen ??= chooseUploads(readEntries())
    return chosen
  }
}

/** Uploads that marks say something new of; undefined where one says anything may have changed. */
function changesOf(marks: readonly string[], index: StoredIndex): ReadonlySet<string> | undefined {
  const changed = new Set<string>()
  // Each look for one entry goes through the text of all.
  if (marks.length > FEW_CHANGES) index.readEntries()
  for (const mark of marks) {
    const claim = claimOf(mark)
    if (claim === undefined) return undefined
    if (!isKnown(claim, index.entryOf(claim.uploadId))) changed.add(claim.uploadId)
  }
  return changed
}

function isKnown({ state, facts }: Claim, entry: IndexEntry | undefined): boolean {
  if (state === 'left') return entry?.state !== 'current'
  return entry === undefined ? facts === '' : entry.state === 'current' && shortFacts(entry.facts) === facts
}

function areSame(a: IndexEntries, b: IndexEntries): boolean {
  if (a.size !== b.size) return false
  for (const [uploadId, { facts, state }] of a) {
    const other = b.get(uploadId)
    if (other?.facts !== facts || other.state !== state) return false
  }
  return true
}

interface Look {
  /** At every upload of the day. */
  atAll(): Promise<IndexEntries>
  /** At these, and at what else their keys held; the others are as the index says. */
  at(uploadIds: ReadonlySet<string>): Promise<IndexEntries>
}

function createLook(lake: ObjectStore, dt: string, known: IndexEntries | undefined, callsAtOnce: number): Look {
  /** Whole facts by upload, of those that say something of the day. */
  async function factsOfAll(hints: readonly Hint[]): Promise<Map<string, string>> {
    const short = new Map<string, string | undefined>()
    // Two hints: the receipt was replaced meanwhile, and says which is right.
    for (const { uploadId, facts } of hints)
      short.set(uploadId, short.has(uploadId) && short.get(uploadId) !== facts ? undefined : facts)
    const read = await sideBySide([...short], callsAtOnce, async ([uploadId, facts]) => {
      if (facts !== undefined && areWhole(facts)) return [uploadId, facts] as const
      const before = known?.get(uploadId)?.facts
      if (before !== undefined && shortFacts(before) === facts) return [uploadId, before] as const
      const receipt = await readReceipt(lake, uploadId)
      return [uploadId, receipt === undefined ? '' : factsOf(receipt, dt)] as const
    })
    return new Map(read.filter(([, facts]) => facts !== ''))
  }

  /**
   * What the keys hold. An upload is current where no other of its key is there and nothing says that it left; else the
   * key file decides, which is read once for all uploads of the key: read again it may have moved on, and both would count.
   */
  async function statesOf(
    facts: ReadonlyMap<string, string>,
    looks: ReadonlySet<string>,
    isAskedFor: (uploadId: string) => boolean,
  ): Promise<Map<string, UploadState>> {
    // Ids alone: what else the facts say would be held twice, of all uploads of the day.
    const byKey = new Map<string, string[]>()
    for (const [uploadId, text] of facts) {
      const { bucket, key } = readUpload(uploadId, text)
      const name = JSON.stringify([bucket, key])
      const others = byKey.get(name)
      if (others === undefined) byKey.set(name, [uploadId])
      else others.push(uploadId)
    }
    const asked = [...byKey.values()].filter(uploadIds => uploadIds.some(isAskedFor))
    const states = new Map<string, UploadState>()
    await sideBySide(asked, callsAtOnce, async uploadIds => {
      const [first = ''] = uploadIds
      let current: string | null | undefined = first
      if (uploadIds.length > 1 || looks.has(first)) {
        const { bucket, key } = readUpload(first, facts.get(first) ?? '')
        current = (await readKeyFile(lake, bucket, key))?.current
      }
      for (const uploadId of uploadIds) states.set(uploadId, current === uploadId ? 'current' : 'left')
    })
    return states
  }

  return {
    async atAll() {
      // In this order: who finds the hint of an upload that took a place finds the look of the one that left it.
      const hints = await listHints(lake, dt)
      const looks = await listLooks(lake, dt)
      const facts = await factsOfAll(hints)
      const states = await statesOf(facts, looks, () => true)
      return entriesOf(facts, uploadId => states.get(uploadId))
    },
    async at(uploadIds) {
      if (known === undefined || uploadIds.size === 0) return known ?? new Map()
      const named = [...uploadIds].sort()
      const hints = await sideBySide(named, callsAtOnce, uploadId => listHints(lake, dt, uploadId))
      const looks = await sideBySide(named, callsAtOnce, uploadId => listLooks(lake, dt, uploadId))
      const facts = new Map([...known].map(([uploadId, entry]) => [uploadId, entry.facts]))
      for (const uploadId of named) facts.delete(uploadId)
      for (const [uploadId, text] of await factsOfAll(hints.flat())) facts.set(uploadId, text)
      const left = new Set(looks.flatMap(ids => [...ids]))
      const states = await statesOf(facts, left, uploadId => uploadIds.has(uploadId))
      return entriesOf(facts, uploadId => states.get(uploadId) ?? known.get(uploadId)?.state)
    },
  }
}

function entriesOf(
  facts: ReadonlyMap<string, string>,
  stateOf: (uploadId: string) => UploadState | undefined,
): IndexEntries {
  const entries = new Map<string, IndexEntry>()
  for (const uploadId of [...facts.keys()].sort()) {
    const text = facts.get(uploadId)
    const state = stateOf(uploadId)
    if (text !== undefined && state !== undefined) entries.set(uploadId, { facts: text, state })
  }
  return entries
}

/**
 * Uploads that count: what their key holds, and of equal content only the one with the smallest key; and what became of all
 * that a key holds.
 */
export function chooseUploads(entries: IndexEntries): DayUploads {
  const byContent = new Map<string, CountingUpload>()
  const outcomes: UploadOutcome[] = []
  for (const [uploadId, { facts, state }] of entries) {
    // What a key held before is told by nobody: how much of it was ever delivered hangs on the order of events.
    if (state !== 'current') continue
    const upload = readUpload(uploadId, facts)
    if (upload.status !== 'ok') {
      const outcome = outcomeOf(upload.status)
      if (outcome !== undefined) outcomes.push({ outcome, upload })
      continue
    }
    const known = byContent.get(upload.contentHash)
    if (known !== undefined) {
      const isCopy = known.key <= upload.key
      outcomes.push({ outcome: 'copy', upload: isCopy ? upload : known })
      if (isCopy) continue
    }
    byContent.set(upload.contentHash, { ...upload, facts })
  }
  const whole = [...byContent.values()].sort((a, b) => (a.uploadId < b.uploadId ? -1 : 1))
  const beyond = beyondBudget(whole)
  const counting = beyond.size === 0 ? whole : whole.filter(({ uploadId }) => !beyond.has(uploadId))
  for (const upload of counting) outcomes.push({ outcome: upload.cut ? 'cut' : 'counts', upload })
  for (const upload of whole) if (beyond.has(upload.uploadId)) outcomes.push({ outcome: 'implausible', upload })
  return { counting, outcomes }
}

/** Names the uploads that count with their builds, and what became of others; and by what they were placed. */
function namesOf({ counting, outcomes }: DayUploads): Omit<DayIndex, 'entries'> {
  const hash = createHash('sha256')
  for (const { uploadId, landingBuild, reference } of counting)
    hash.update(`\n${uploadId} ${landingBuild} ${reference}`)
  const uploads = hash
    .update(JSON.stringify(outcomeRows(outcomes)))
    .digest('hex')
    .slice(0, 32)
  return { uploads, placed: placedPrefixes(counting) }
}
