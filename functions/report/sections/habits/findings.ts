/** What is worth the first page of habits: what calls its maker daily, what came once, what goes round the clock. */
import type { Figure, Finding, SectionResult } from '../../figures/figure.ts'
import { smallColumns } from '../../render/small.ts'
import { limitOf, sizeOfShare } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { Habit, Habits } from './counts.ts'
import type { Rhythm } from './rhythm.ts'
import { UPDATERS } from './thresholds.ts'
import {
  dailyFigure,
  dailySentence,
  dailyWords,
  nameText,
  onceFigure,
  onceSentence,
  onceWords,
  rhythmFigureText,
  SMALL_ENDS,
  softwareFigure,
  softwareSentence,
  softwareWords,
  surenessText,
  updatersFigure,
  updatersSentence,
  updatersWords,
} from './words.ts'

export interface Told {
  daily: readonly Habit[]
  once: readonly Habit[]
  software: readonly { own: Habit; rhythm: Rhythm }[]
}

/** Of what is told: figures by habit. */
export interface ToldFigures {
  days: ReadonlyMap<Habit, Figure>
  oneOff: ReadonlyMap<Habit, Figure>
  rhythm: ReadonlyMap<Habit, Figure>
}

/** Whether its maker's programs call it by themselves. */
export const isUpdater = ({ what, kinds }: Habit): boolean =>
  what === 'service' && kinds.length > 0 && kinds.every(kind => UPDATERS.includes(kind))

export const counted = (habits: readonly Habit[]) => ({
  services: habits.filter(({ what }) => what === 'service').length,
  institutions: habits.filter(({ what }) => what === 'institution').length,
})

export function findingsOf(
  { quality, overview }: Pick<SectionContext, 'quality' | 'overview'>,
  sure: Pick<SectionResult, 'cap' | 'capReason'>,
  { withheld }: Habits,
  { daily, once, software }: Told,
  figures: ToldFigures,
  observedDays: number,
): Finding[] {
  const confidence = Math.min(quality.value, sure.cap)
  const sureness = surenessText(limitOf(quality, sure), withheld)
  const common = { section: 'habits', confidence, sureness }
  const activity = overview.use - overview.useInfrastructure
  const shareOf = (habits: readonly Habit[]) =>
    activity === 0 ? 0 : (100 * habits.reduce((sum, { contacts }) => sum + contacts, 0)) / activity
  const findings: Finding[] = []
  const [single] = once
  const onceFigureOf = single === undefined ? undefined : figures.oneOff.get(single)
  if (single !== undefined && onceFigureOf !== undefined) {
    const said = { ...single, name: nameText(single.name, single.country) }
    findings.push({
      ...common,
      sentence: onceSentence(said, once.length - 1),
      figure: onceFigureOf.id,
      sizeClass: 1,
      headline: { figure: onceFigure(said), words: onceWords(said) },
    })
  }
  const updaters = daily.filter(isUpdater)
  const [updater] = updaters
  const updaterFigure = updater === undefined ? undefined : figures.days.get(updater)
  if (updater !== undefined && updaterFigure !== undefined) {
    const fewestDays = updaters.reduce((least, { seenDays }) => Math.min(least, seenDays), observedDays)
    const said = { names: updaters.map(({ name }) => name), fewestDays, observedDays }
    findings.push({
      ...common,
      sentence: updatersSentence(said),
      figure: updaterFigure.id,
      sizeClass: sizeOfShare(shareOf(updaters)),
      headline: { figure: updatersFigure(said), words: updatersWords(said) },
    })
  }
  const [regular] = software
  const rhythmFigure = regular === undefined ? undefined : figures.rhythm.get(regular.own)
  if (regular !== undefined && rhythmFigure !== undefined) {
    const names = software.map(({ own }) => nameText(own.name, own.country))
    findings.push({
      ...common,
      sentence: softwareSentence(names),
      figure: rhythmFigure.id,
      sizeClass: sizeOfShare(shareOf(software.map(({ own }) => own))),
      headline: { figure: softwareFigure, words: softwareWords(names) },
      small: smallColumns(
        'habits-hours',
        rhythmFigureText(regular.rhythm),
        Array.from(regular.own.hours, value => ({ value, strong: true })),
        SMALL_ENDS,
      ),
    })
  }
  const [most] = daily
  const mostFigure = most === undefined ? undefined : figures.days.get(most)
  if (most !== undefined && mostFigure !== undefined)
    findings.push({
      ...common,
      sentence: dailySentence(
        counted(daily),
        daily.map(({ name, country }) => nameText(name, country)),
        observedDays,
      ),
      figure: mostFigure.id,
      // That something is used daily is what networks are for: how much of it is told by services.
      sizeClass: 1,
      headline: { figure: dailyFigure(counted(daily)), words: dailyWords(observedDays) },
    })
  return findings
}
