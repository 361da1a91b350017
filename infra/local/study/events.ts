/**
 * Dated events: the missile tests of that spring, which change nothing in the study, and dates that are made up, after which
 * activity rises for a day. Beside networks.csv they are events.csv.
 */
import { DAY_MS, INTENDED } from './intended.ts'

export interface StudyEvent {
  name: string
  /** As the source has it: a day, or a day with its time, of the zone. */
  time: string
  zone: 'Asia/Seoul' | 'Asia/Pyongyang'
  set: 'missile tests' | 'made-up dates'
  source: string
}

const launch = (name: string, time: string, zone: StudyEvent['zone'], source: string): StudyEvent => ({
  name,
  time,
  zone,
  set: 'missile tests',
  source,
})

const madeUp = (time: string): StudyEvent => ({
  name: `made-up date ${time.slice(0, 10)}`,
  time,
  zone: INTENDED.zone,
  set: 'made-up dates',
  source: 'made up with the study',
})

/** Launches of 1 April to 6 July 2017, each with the time that its source says. Seoul was half an hour ahead of Pyongyang. */
const MISSILE_TESTS: readonly StudyEvent[] = [
  launch(
    'launch from Sinpo (5 April)',
    '2017-04-05T06:42',
    'Asia/Seoul',
    'https://www.usfk.mil/Media/Press-Releases/Article/1140854/us-pacific-command-detects-tracks-north-korean-missile-launch/',
  ),
  launch(
    'launch from Sinpo (16 April)',
    '2017-04-16T06:20',
    'Asia/Seoul',
    'https://www.latimes.com/world/asia/la-fg-north-korea-missile-test-2017-story.html',
  ),
  launch(
    'launch from Pukchang (29 April)',
    '2017-04-29T05:30',
    'Asia/Seoul',
    'https://www.nknews.org/2017/04/n-korea-attempted-another-missile-launch-but-failed-rok-jcs/',
  ),
  launch(
    'launch from Kusong (14 May)',
    '2017-05-14T05:27',
    'Asia/Seoul',
    'http://world.kbs.co.kr/service/news_vod_view.htm?Seq_Code=45766&lang=i&menu_cate=videonews',
  ),
  launch(
    'launch from Pukchang (21 May)',
    '2017-05-21T16:59',
    'Asia/Seoul',
    'http://koreajoongangdaily.joins.com/news/article/article.aspx?aid=3033615',
  ),
  launch('launch from Wonsan (29 May)', '2017-05-29T05:39', 'Asia/Seoul', 'https://www.nknews.org/2017/05/811803/'),
  launch(
    'launch from Wonsan (8 June)',
    '2017-06-08T06:18',
    'Asia/Seoul',
    'http://pacificsentinel.blogspot.com/2017/06/news-story-n-korea-fires-multiple-anti.html',
  ),
  launch(
    'launch from Panghyon (4 July)',
    '2017-07-04T09:10',
    'Asia/Pyongyang',
    'https://worldview.stratfor.com/article/north-korea-successfully-tests-its-first-icbm',
  ),
]

/** None within four days of a launch, so that neither set carries the other's effect; half of them known by their day only. */
const MADE_UP_DATES: readonly StudyEvent[] = [
  '2017-04-12T08:30',
  '2017-04-21T18:00',
  '2017-04-25',
  '2017-05-07',
  '2017-06-04T10:30',
  '2017-06-15',
  '2017-06-23T20:00',
  '2017-06-29',
].map(madeUp)

export const EVENTS: readonly StudyEvent[] = [...MISSILE_TESTS, ...MADE_UP_DATES]

/** How long activity stays up after a made-up date. */
const EFFECT_MS = DAY_MS

/** Stretches of raised activity, epoch ms: from each made-up date, or its local midnight, for a day. */
const RAISED = MADE_UP_DATES.map(({ time }) => {
  const fromMs = Date.parse(`${time.length > 10 ? time : `${time}T00:00`}:00Z`) - INTENDED.offsetMs
  return { fromMs, toMs: fromMs + EFFECT_MS }
})

/** The part of [fromMs, toMs) in which activity is raised; of an hour that an effect begins or ends in, its part. */
export function raisedPart(fromMs: number, toMs: number): { fromMs: number; toMs: number } | undefined {
  for (const raised of RAISED) {
    const part = { fromMs: Math.max(fromMs, raised.fromMs), toMs: Math.min(toMs, raised.toMs) }
    if (part.toMs > part.fromMs) return part
  }
  return undefined
}

/** The file beside networks.csv. */
export const eventsCsv = (): string =>
  `name,time,zone,set,source\n${EVENTS.map(({ name, time, zone, set, source }) => [name, time, zone, set, source].join()).join('\n')}\n`
