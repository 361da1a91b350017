/** The notice of a report in the form of each channel, as files beside the report. */
import type { Report } from '../report.ts'
import { fileName } from '../reports-index/places.ts'
import type { NoticeContent } from './content.ts'
import { noticeHtml } from './html.ts'
import { noticeForSlack } from './slack.ts'
import { noticeForTeams } from './teams.ts'
import { noticeText } from './text.ts'

/** Name and content of each. */
export const noticeFiles = (report: Pick<Report, 'data'>, content: NoticeContent): Map<string, string> =>
  new Map([
    [fileName(report, 'notice.txt'), noticeText(content, [`The report: ${content.page}`])],
    [fileName(report, 'notice.html'), noticeHtml(content)],
    [fileName(report, 'notice.slack.json'), `${JSON.stringify(noticeForSlack(content), null, 1)}\n`],
    [fileName(report, 'notice.teams.json'), `${JSON.stringify(noticeForTeams(content), null, 1)}\n`],
  ])
