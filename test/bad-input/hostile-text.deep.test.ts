import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { csvLine } from '../../functions/lib/csv.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { query } from '../../infra/local/commands/query.ts'
import { receipts } from '../../infra/local/commands/receipts.ts'
import { rejects } from '../../infra/local/commands/rejects.ts'
import { start } from '../../infra/local/commands/start.ts'
import { main } from '../../infra/local/main.ts'
import { showReference } from '../../infra/local/reference/show.ts'
import { startLakeRun } from '../support/lake-run.ts'
import { SMALL_NETWORKS } from '../support/small-logs.ts'

const SCRIPT = '<script>alert(1)</script>'
const ESC = '\x1b[31m'
/** The same for a terminal that reads 8-bit controls. */
const CSI = '\x9b31m'

/** Names of the networks 10.1.0.0/16, 10.2.0.0/16 and so on; one with control characters is refused. */
const networkNames = [
  SCRIPT,
  '=1+1',
  "+cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '-2+3',
  "x'); drop table flows; --",
  '"quoted" & <b onmouseover="alert(1)">bold</b>',
  `<img src="https://evil.example/x.png" onerror='alert(1)'>`,
  'javascript:alert(1)',
  ']]></style></svg><svg onload=alert(1)>',
  'red or \u202egnp.exe',
  'two\\nlines',
]

/** Whoever exports may name itself so; all three see the same connections. */
const exporters = { vpc: '@SUM(A1:A9)', zeek: '=HYPERLINK("https://evil.example";"x")', eve: `"><i>${SCRIPT}` }

const days = ['2024-03-01', '2024-03-02', '2024-03-03', '2024-03-04']
/** An answered connection of each network and hour. */
const connections = days.flatMap(day =>
  networkNames.flatMap((_, net) =>
    [1, 9, 17].map(hour => ({
      second: Date.parse(day) / 1000 + hour * 3600 + net,
      local: `10.${net + 1}.0.9`,
      remote: `93.184.216.${hour + 1}`,
      port: 40_000 + net,
    })),
  ),
)

const vpcText = [
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
  ...connections.flatMap(({ second, local, remote, port }) => [
    `5 ${exporters.vpc} ${local} ${remote} ${port} 443 6 10 2000 ${second} ${second + 50} ACCEPT OK 3`,
    `5 ${exporters.vpc} ${remote} ${local} 443 ${port} 6 12 9000 ${second} ${second + 50} ACCEPT OK 19`,
  ]),
  `5 eni-1 ${ESC}10.1.0.9${CSI} 93.184.216.34 1 2 6 1 1 1709290800 1709290850 ACCEPT OK 3`,
  `5 eni-1 10.1.0.9 93.184.216.34 1 2 6 1 \x07\b\x7f\u202e=1+1\u2028 1709290800 1709290850 ACCEPT OK 3`,
  `5 eni-1 ${SCRIPT} \r 93.184.216.34`,
].join('\n')

const zeekText = [
  '#separator \\x09',
  '#path\tconn',
  '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\tresp_pkts\t_node_name',
  ...connections.map(({ second, local, remote, port }, i) =>
    [
      ...[`${second}.25`, local, port, remote, 443, 'tcp', [SCRIPT, '=1+1', `${ESC}dns`][i % 3], '50.0', 2000, 9000],
      ...[i % 2 === 0 ? 'SF' : "S'); drop table flows; --", 'ShADadFf', 10, 12, exporters.zeek],
    ].join('\t'),
  ),
  `#path\t${ESC}${SCRIPT}`,
  'row of another log',
].join('\n')

const eveText = connections
  .flatMap(({ second, local, remote, port }, i) => {
    const time = (at: number) => new Date(at * 1000).toISOString()
    const ends = { src_ip: local, src_port: port, dest_ip: remote, dest_port: 443, proto: 'TCP' }
    const event = { timestamp: time(second), flow_id: i, host: exporters.eve, ...ends }
    const sni = [SCRIPT, '=cmd|calc', `${ESC}${CSI}host`, "x'); drop table flows; --"][i % 4]
    const counters = { pkts_toserver: 10, pkts_toclient: 12, bytes_toserver: 2000, bytes_toclient: 9000 }
    const flow = { ...counters, start: time(second), end: time(second + 50), state: `closed${ESC}` }
    const tcp = { tcp_flags_ts: '1b', tcp_flags_tc: '1b' }
    return [
      { ...event, event_type: 'tls', tls: { sni } },
      { ...event, event_type: 'flow', app_proto: `tls${SCRIPT}`, flow, tcp },
      { ...event, event_type: `x${ESC}${SCRIPT}` },
    ]
  })
  .map(event => JSON.stringify(event))
  .join('\n')

const files: Record<string, string> = {
  [`te${ESC}am/a..b/flow${CSI}.log`]: vpcText,
  'team/x..%2f..%2fconn.log': zeekText,
  "=1+1/<svg onload=alert(1)>'); drop table flows; --.json": eveText,
  'team/x..\\..\\two\nlines\x07\x7f\u202egpj.log': 'in no format\n',
  'team/$(touch pwned) `touch pwned`.log': `${ESC}\x00\xff${SCRIPT}`,
}

const sandbox = mkdtempSync(join(tmpdir(), 'hostile-'))
const lake = join(sandbox, 'lake')
const reports = join(sandbox, 'reports')
const reportName = `../../up ${SCRIPT}`
const quoteCsv = (text: string) => `"${text.replaceAll('"', '""')}"`

/** Path below the sandbox, and content, of every file that is not in the lake or the reports. */
const outside = (): [path: string, content: string][] =>
  readdirSync(sandbox, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.startsWith(`${lake}/`) && !path.startsWith(`${reports}/`))
    .sort()
    .map(path => [relative(sandbox, path), readFileSync(path, 'utf8')])

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

/** What a command says on the terminal. */
async function said(command: () => Promise<void>): Promise<string> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const error = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await command()
    return [...out.mock.calls, ...error.mock.calls].map(([text]) => String(text)).join('\n')
  } finally {
    out.mockRestore()
    error.mockRestore()
  }
}

/** Characters that move a cursor, colour, ring or turn the direction of text; line feeds end lines and are none. */
const CONTROLS = /[^\P{Cc}\n]|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu
const controlsIn = (text: string): string[] =>
  [...new Set(text.match(CONTROLS))].map(found => `U+${found.codePointAt(0)?.toString(16).padStart(4, '0')}`)

const ELEMENTS = new Set(
  (
    'html head meta title style body header main nav section h1 h2 h3 p br dl dt dd ol ul li a span code div figure figcaption ' +
    'details summary strong table caption thead tbody tr th td svg g path text rect line circle polyline defs clippath pattern lineargradient stop desc ' +
    'wbr input label footer'
  ).split(' '),
)
const LINKS = new Set(['href', 'src', 'srcset', 'xlink:href', 'action', 'formaction', 'data', 'poster', 'background'])

/** What in a page is more than text, structure and drawing, or is not even well-formed. */
function markupProblems(markup: string): string[] {
  const problems: string[] = []
  const withoutStyle = markup.replace(/<style>([^<]*)<\/style>/g, (_, css: string) => {
    if (/url\(|@import|expression|javascript/i.test(css)) problems.push(`style: ${css.slice(0, 60)}`)
    return ''
  })
  const token = /<\/?([a-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*\/?>|[^<]+|</gi
  for (const [text, element, attributes = ''] of withoutStyle.replace(/^<!doctype html>/i, '').matchAll(token)) {
    if (text === '<') problems.push('an unescaped <')
    else if (element === undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) problems.push(`an unescaped & in ${text.slice(0, 60)}`)
    } else if (!ELEMENTS.has(element.toLowerCase())) problems.push(`element ${element}`)
    for (const [, name = '', value = ''] of attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)) {
      if (/^on/i.test(name) || name === 'style') problems.push(`attribute ${name}`)
      if (LINKS.has(name.toLowerCase()) && /^[\w+.-]*:|^\/|^\\/.test(value.trim())) problems.push(`link ${value}`)
      if (/url\((?!#)/i.test(value)) problems.push(`${name}: ${value}`)
      if (/^xmlns/.test(name) && !value.startsWith('http://www.w3.org/')) problems.push(`${name}: ${value}`)
      // Boxes that fold columns away: no other field, and no form that could send anything.
      if (element?.toLowerCase() === 'input' && name === 'type' && value !== 'checkbox') problems.push(`input ${value}`)
      if (name === 'http-equiv' && value !== 'Content-Security-Policy') problems.push(`${name}: ${value}`)
    }
  }
  return problems
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const isFormula = (cell: string): boolean => /^\s*[=+\-@\t\r]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell)

let before: [string, string][]
let startText: string
let folder: string
const everyReceipt: Receipt[] = []
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) {
    const path = `${sandbox}/logs/${name}`
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const rows = networkNames.map(
    (name, net) => `10.${net + 1}.0.0/16,${quoteCsv(name)},Asia/Pyongyang,${quoteCsv(SCRIPT)}`,
  )
  writeFileSync(join(sandbox, 'networks.csv'), `cidr,name,time_zone,note\n${rows.join('\n')}\n`)
  before = outside()
  const networks = join(sandbox, 'networks.csv')
  startText = await said(() =>
    start({ paths: [join(sandbox, 'logs')], from: sandbox, networks, lake, out: reports, name: reportName }),
  )
  const page = filesBelow(reports).find(path => /\/\d{4}-\d\d-\d\d\/index\.html$/.test(path))!
  folder = dirname(join(reports, page))
  for await (const receipt of listReceipts(createFolderStore(join(lake, 'lake')))) everyReceipt.push(receipt)
})
afterAll(() => rmSync(sandbox, { recursive: true }))

describe('the hostile logs', () => {
  it('are read: what follows is about their text', () => {
    const formats = everyReceipt.map(({ format, status }) => format ?? status).sort()
    expect(formats).toEqual(['aws-vpc', 'suricata-eve', 'unknown', 'unknown', 'zeek-conn'])
    const rejected = everyReceipt.flatMap(receipt => Object.values(receipt.rejected)).reduce((a, b) => a + b, 0)
    expect(rejected).toBe(3)
    expect(everyReceipt.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(4 * connections.length)
  })
})

describe('the check of markup', () => {
  const harmful = [
    '<p>a < b</p>',
    '<script>alert(1)</script>',
    '<p onclick="alert(1)">x</p>',
    '<a href="https://evil.example">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<rect fill="url(https://evil.example)"/>',
    '<style>p { background: url(x) }</style>',
    '<p>&copy me</p>',
    '<svg xmlns="https://evil.example"></svg>',
    '<p title="<b>">x</p>',
  ]
  it.each(harmful)('finds %s', markup => {
    expect(markupProblems(markup)).not.toEqual([])
  })

  it('lets text, tables, relative links and drawings be', () => {
    const harmless =
      '<!doctype html><svg xmlns="http://www.w3.org/2000/svg"><g clip-path="url(#c-1)"><path d="M0,0"/></g></svg>' +
      '<p>1 &lt; 2 &amp; 3 > 2</p><a href="#x">x</a><a href="coverage.csv">y</a><details open></details>'
    expect(markupProblems(harmless)).toEqual([])
  })
})

describe('index.html', () => {
  it('has every name as text, and no markup but its own', () => {
    const page = read('index.html')
    for (const name of [SCRIPT, '=1+1', '"quoted" & <b onmouseover="alert(1)">bold</b>']) {
      expect(page).toContain(escaped(name))
    }
    expect(page).toContain(escaped(exporters.eve))
    expect(markupProblems(page)).toEqual([])
  })

  it('lets a browser load and run nothing', () => {
    expect(read('index.html')).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    )
  })

  it('has charts with names of networks, and no markup but their own in any', () => {
    const charts = read('index.html').match(/<svg[\s\S]*?<\/svg>/g) ?? []
    expect(charts.length).toBeGreaterThanOrEqual(3)
    expect(charts.join('')).toMatch(/&lt;script(&gt;|>)alert\(1\)/)
    expect(charts.flatMap(markupProblems)).toEqual([])
  })

  it('has no control or direction character outside its charts', () => {
    expect(controlsIn(read('index.html').replace(/<svg[\s\S]*?<\/svg>/g, ''))).toEqual([])
  })

  // Vega escapes markup and no more; XML 1.0 has no U+001B at all, so that such a chart saved as a file is no SVG.
  it('has no control or direction character in its charts', () => {
    const charts = read('index.html').match(/<svg[\s\S]*?<\/svg>/g) ?? []
    expect(controlsIn(charts.join(''))).toEqual([])
  })

  it('has no markup of a name in the index of reports', () => {
    const page = readFileSync(join(reports, 'index.html'), 'utf8')
    expect(page).toContain(escaped(reportName))
    expect(markupProblems(page)).toEqual([])
    expect(controlsIn(page)).toEqual([])
  })

  // The folder is the encoded name; a link to it must encode it once more.
  it('is where the index of reports links to', () => {
    const hrefs = [...readFileSync(join(reports, 'index.html'), 'utf8').matchAll(/href="([^"]*)"/g)]
    const paths = hrefs.map(([, href = '']) =>
      decodeURIComponent(href.replaceAll('&#39;', "'").replaceAll('&amp;', '&')),
    )
    const pages = filesBelow(reports).filter(path => path.endsWith('/index.html'))
    expect(pages).toHaveLength(3)
    expect([...new Set(paths)].sort()).toEqual(pages.sort())
  })
})

describe('the CSV files', () => {
  const tables = () => filesBelow(folder).filter(path => path.endsWith('.csv'))

  it('have no cell that a spreadsheet would run', () => {
    expect(tables().length).toBeGreaterThan(8)
    for (const table of tables()) {
      const cells: string[][] = parse(read(table))
      expect(cells.flat().filter(isFormula), table).toEqual([])
    }
  })

  it('have the names all the same, behind an apostrophe where they begin like a formula', () => {
    const rows: string[][] = parse(read('coverage.csv'))
    const names = rows.slice(1).map(([name]) => name)
    const expected = networkNames.map(name => (isFormula(name) ? `'${name}` : name))
    expect(names.sort()).toEqual(expected.sort())
    expect(names).toContain("'=1+1")
    const pairs: string[][] = parse(read('coverage-exporters.csv'))
    expect(pairs.flat()).toContain(`'${exporters.zeek}`)
    expect(pairs.flat().filter(cell => cell.startsWith(`'${exporters.vpc}`))).not.toEqual([])
  })

  const formulas = ['=1+1', '+cmd', '-cmd', '@SUM', '\t=1+1', '\r=1+1']
  it.each(formulas)('neutralise %j', formula => {
    expect(parse(csvLine([formula]))).toEqual([[`'${formula}`]])
  })

  it('leave numbers and harmless text as they are', () => {
    expect(csvLine([-5, 'a=1', 'one, "two"', null])).toBe('-5,a=1,"one, ""two""",\n')
  })
})

describe('report.json', () => {
  it('is JSON that gives every name back as it was', () => {
    const report = JSON.parse(read('report.json'))
    const section = report.sections.find(({ name }: { name: string }) => name === 'coverage')
    const table = section.tables.find(({ name }: { name: string }) => name === 'coverage')
    const names = table.rows.map(([name]: string[]) => name)
    expect(names.sort()).toEqual([...networkNames].sort())
    expect(report.partial).toBe(false)
  })

  it('escapes the control characters that JSON must escape', () => {
    for (const file of filesBelow(folder).filter(path => path.endsWith('.json'))) {
      expect(
        controlsIn(read(file)).filter(found => found < 'U+0020'),
        file,
      ).toEqual([])
    }
  })
})

describe('the terminal', () => {
  it('gets no control character from receipts', async () => {
    for (const format of ['table', 'csv', 'json'] as const) {
      const text = await said(() => receipts(undefined, { format, lake }))
      expect(text).toContain(`two${format === 'json' ? '\\\\' : '\\'}u{a}lines`)
      expect(controlsIn(text), format).toEqual([])
    }
  })

  it('gets no control character from a whole receipt', async () => {
    for (const { uploadId } of everyReceipt) {
      expect(controlsIn(await said(() => receipts(uploadId, { format: 'table', lake })))).toEqual([])
    }
  })

  it('gets no control character from rejects', async () => {
    const text = await said(() => rejects(undefined, { limit: 50, lake }))
    expect(text).toContain('bad_address')
    expect(text).toContain('\\u{9b}31m')
    expect(controlsIn(text)).toEqual([])
  })

  it('gets no control character from the table of a query', async () => {
    const sql =
      "select distinct network, source, exporter, host, app, state from flows where dt > '2024' order by 1, 2, 3, 4, 5, 6"
    const text = await said(() => query(sql, { format: 'table', lake }))
    expect(text).toContain('\\u{1b}[31mdns')
    expect(controlsIn(text)).toEqual([])
  })

  it('gets no control character from start', () => {
    expect(controlsIn(startText)).toEqual([])
  })

  it('gets no control character from reference', async () => {
    expect(controlsIn(await said(() => showReference({ lake })))).toEqual([])
  })
})

describe('an error on the terminal', () => {
  it('has no control character of a path', async () => {
    const twice = ['a', 'b'].map(parent => join(sandbox, 'twice', parent, 'logs', `x${ESC}${CSI}.log`))
    for (const path of twice) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, vpcText + path)
    }
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const exitCode = process.exitCode
    try {
      const options = ['--lake', join(lake, 'twice'), '--out', join(reports, 'twice')]
      await said(() => main(['node', 'flowcensus', 'start', ...twice, ...options]))
      const text = error.mock.calls.flat().join('\n')
      expect(text).toContain('two files have the key')
      expect(controlsIn(text)).toEqual([])
    } finally {
      error.mockRestore()
      process.exitCode = exitCode
      rmSync(join(sandbox, 'twice'), { recursive: true })
    }
  })
})

describe('SQL', () => {
  const counts = async (where: string) => {
    const sql = `select count(*) as records from flows where dt > '2024' and part = 0 and ${where}`
    return JSON.parse(await said(() => query(sql, { format: 'json', lake })))[0].records
  }

  it('compares names that are quoted by sqlLiteral, and runs none', async () => {
    for (const name of networkNames) {
      expect(await counts(`network = ${sqlLiteral(name)}`), name).toBe((4 * connections.length) / networkNames.length)
    }
  })

  it('keeps the tables whose names stand in texts', async () => {
    expect(await counts('scope is not null')).toBe(4 * connections.length)
    expect(await counts(`state = ${sqlLiteral("S'); drop table flows; --")}`)).toBe(connections.length / 2)
    expect(await counts(`host = ${sqlLiteral("x'); drop table flows; --")}`)).toBe(connections.length / 4)
  })

  it('refuses what is no single SELECT', async () => {
    await expect(said(() => query('drop table flows', { format: 'json', lake }))).rejects.toThrow()
    await expect(
      said(() => query("select 1 as a where 'x' = 'x'; drop table flows", { format: 'json', lake })),
    ).rejects.toThrow()
  })
})

describe('paths', () => {
  it('lead nowhere outside the lake and the reports', () => {
    expect(outside()).toEqual(before)
    expect(readdirSync(sandbox).sort()).toEqual(['lake', 'logs', 'networks.csv', 'reports'])
  })

  it('in the lake are made of no text of logs and keys', () => {
    const strange = filesBelow(lake).filter(path => !/^[\w.,=/-]+$/.test(path) || path.includes('..'))
    expect(strange).toEqual([])
  })

  it('in the reports have the name of the report as one folder', () => {
    expect(relative(reports, folder)).toBe(`${encodeURIComponent(reportName)}/2024-03-04`)
  })

  it('are refused where the name of a report is one or two dots', async () => {
    const run = await startLakeRun(SMALL_NETWORKS)
    try {
      for (const name of ['..', '.']) await expect(run.report(name)).rejects.toThrow(/object key/)
      expect(readdirSync(join(run.folder, '..')).filter(name => /^\d{4}-\d{2}-\d{2}$/.test(name))).toEqual([])
    } finally {
      await run.end()
    }
  })
})

describe('a file whose name is no UTF-8', () => {
  // Its name comes back from the folder with U+FFFD in it, and nothing is there.
  it('does not stop the files beside it', async () => {
    const logs = join(sandbox, 'latin-1')
    mkdirSync(logs)
    try {
      const few = vpcText.split('\n').slice(0, 3).join('\n')
      writeFileSync(join(logs, 'good.log'), few)
      writeFileSync(Buffer.concat([Buffer.from(`${logs}/bad-`), Buffer.of(0xff), Buffer.from('.log')]), few)
      const options = { paths: [logs], from: sandbox, lake: join(lake, 'latin-1'), out: join(reports, 'latin-1') }
      const text = await said(() => start(options))
      expect(text).toContain('its name is no UTF-8; rename it')
      expect(text).toContain('1 upload: 3 units read, 2 accepted')
    } finally {
      rmSync(logs, { recursive: true })
    }
  })
})
