/** What is worth the first page of the suspicious: scans, regular calls, listed institutions, large days; long contacts are weak signs. */
import { bytesText, type Figure, type Finding, percentOf, roundPercentText } from '../../figures/figure.ts'
import { sizeOfShare } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { Suspicious } from './counts.ts'
import {
  hoursText,
  LARGE_WORDS,
  LONG_WORDS,
  largeSentence,
  listedFigure,
  listedSentence,
  listedWords,
  longSentence,
  REGULAR_WORDS,
  regularFigure,
  regularSentence,
  SCANS_IN_WORDS,
  SCANS_OUT_WORDS,
  SURENESS,
  scansInSentence,
  scansOutFigure,
  scansOutSentence,
} from './words.ts'

/** What these can carry at best: a pattern is clear, a rhythm or a name less, a long contact hardly anything. */
const CAPS = { scans: 4, regular: 3, listed: 3, large: 3, long: 2 } as const
/** Categories that are meant to be long. */
const MEANT_LONG: ReadonlySet<string> = new Set(['VPN', 'RemoteAccess', 'Chat', 'VoIP', 'Streaming', 'Music'])

export function findingsOf(
  { quality, showLocalAddresses }: SectionContext,
  found: Suspicious,
  figures: ReadonlyMap<string, Figure>,
): Finding[] {
  const findings: Finding[] = []
  const add = (
    kind: keyof typeof CAPS,
    own: Pick<Finding, 'sentence' | 'figure' | 'headline'> & { percent: number | null },
    cap: number = CAPS[kind],
  ) => {
    const { percent, ...said } = own
    const confidence = Math.min(quality.value, cap)
    findings.push({
      section: 'suspicious',
      ...said,
      confidence,
      sizeClass: percent === null ? 1 : sizeOfShare(percent),
      sureness: SURENESS[kind],
    })
  }
  const { scansOut, scansIn, inward, outward, regularity, listed, long, volumes } = found
  if (scansOut.length > 0) {
    const devices = new Set(scansOut.map(({ network, initiator }) => `${network} ${initiator}`)).size
    add('scans', {
      sentence: scansOutSentence(scansOut, devices),
      figure: 'suspicious.scans-out',
      headline: { figure: scansOutFigure(scansOut.length), words: SCANS_OUT_WORDS },
      percent: percentOf(outward.byScans, outward.all),
    })
  }
  const { regular, tried } = regularity
  if (regular.length > 0) {
    const periods = regular.map(({ periodSeconds }) => periodSeconds)
    add('regular', {
      sentence: regularSentence(regular.length, tried, periods),
      figure: 'suspicious.regular',
      headline: { figure: regularFigure(regular.length), words: REGULAR_WORDS },
      percent: null,
    })
  }
  const named = listed.institutions.filter(({ devices }) => showLocalAddresses || devices > 1)
  if (named.length > 0) {
    const contacts = named.reduce((sum, own) => sum + own.contacts, 0)
    const devices = named.reduce((most, own) => Math.max(most, own.devices), 0)
    const share = figures.get('suspicious.listed')?.value ?? null
    add(
      'listed',
      {
        sentence: listedSentence(named, contacts, showLocalAddresses ? listed.devices : devices),
        figure: 'suspicious.listed',
        headline: { figure: listedFigure(named.length), words: listedWords(named.length) },
        percent: share,
      },
      Math.min(CAPS.listed, quality.operators.cap),
    )
  }
  const [large] = volumes.large
  if (large !== undefined)
    add('large', {
      sentence: largeSentence(volumes.large.length, large.bytes, large.median, large.day),
      figure: 'suspicious.large',
      headline: { figure: bytesText(large.bytes), words: LARGE_WORDS },
      percent: null,
    })
  const scannedIn = figures.get('suspicious.scans-in')
  if (scansIn.length > 0 && scannedIn !== undefined && scannedIn.value !== null) {
    const scanners = new Set(scansIn.map(({ initiator }) => initiator)).size
    const share = roundPercentText(scannedIn.value)
    add('scans', {
      sentence: scansInSentence(share, inward.all, scanners, inward.known),
      figure: 'suspicious.scans-in',
      headline: { figure: share, words: SCANS_IN_WORDS },
      percent: scannedIn.value,
    })
  }
  const unexplained = long.filter(({ category }) => !MEANT_LONG.has(category))
  const [longest] = unexplained
  if (longest !== undefined)
    add('long', {
      sentence: longSentence(unexplained.length, longest.longestRun / 4),
      figure: 'suspicious.long',
      headline: { figure: hoursText(longest.longestRun / 4), words: LONG_WORDS },
      percent: null,
    })
  return findings
}
