/** A report of the small world in Chromium. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

const DEBIAN = '/usr/bin/chromium'

/** Where Chromium lies; undefined where there is none. Throws under CI=true, where a page that nobody looked at must not pass. */
export function findChromium(): string | undefined {
  const path = process.env.CHROME_PATH ?? DEBIAN
  if (existsSync(path)) return path
  const missing = `expected Chromium at ${path}, found none: apt-get install chromium, or set CHROME_PATH`
  if (process.env.CI === 'true') throw new Error(missing)
  console.warn(`skipped: ${missing}`)
  return undefined
}

export interface OpenedReport {
  html: string
  /** Address of the page, a file. */
  url: string
  browser: Browser
  close(): Promise<void>
}

/** The generated small report as a file, and a browser. */
export async function openReport(executablePath: string): Promise<OpenedReport> {
  const { read } = await reportOn(SMALL_WORLD, { name: 'small', generated: true })
  return openHtml(executablePath, read('generated-index.html'))
}

/** A page as a file, and a browser. */
export async function openHtml(executablePath: string, html: string): Promise<OpenedReport> {
  const folder = mkdtempSync(join(tmpdir(), 'flowcensus-page-'))
  writeFileSync(join(folder, 'index.html'), html)
  const browser = await puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu'],
  })
  return {
    html,
    url: `file://${join(folder, 'index.html')}`,
    browser,
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface View {
  width: number
  height: number
  scheme: 'light' | 'dark'
  media?: 'print'
  scale?: number
}

/** A page as `view` shows it; `hash` is jumped to. */
export async function show({ browser, url }: OpenedReport, view: View, hash = ''): Promise<Page> {
  const page = await browser.newPage()
  const { width, height, scheme, media, scale = 1 } = view
  await page.setViewport({ width, height, deviceScaleFactor: scale })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  if (media !== undefined) await page.emulateMediaType(media)
  await page.goto(url + hash)
  return page
}
