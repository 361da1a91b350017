/** Lines as broken exporters and transports leave them; each is refused for one reason. */

const LONG = 'x'.repeat(70_000)

/** Broken lines of a format, each with its line end. */
export function badLines(format: 'zeek' | 'vpc'): string[] {
  if (format === 'zeek') {
    const row = (ts: string, address: string, port: string, duration: string) =>
      `worker-1\t${ts}\tCbad\t${address}\t${port}\t8.8.8.8\t53\tudp\tdns\t${duration}\t30\t80\tSF\tT\tF\t0\tDd\t1\t58\t1\t108\t-\n`
    return [
      row('1491955200.000000', '175.45.176.300', '5353', '0.1'),
      row('1491955200.000000', '175.45.176.30', '70000', '0.1'),
      row('yesterday', '175.45.176.30', '5353', '0.1'),
      row('500000000.000000', '175.45.176.30', '5353', '0.1'),
      row('1491955200.000000', '175.45.176.30', '5353', '-5.0'),
      row('1491955200.000000', '175.45.176.30', '5353', '4000000.0'),
      'worker-1\t1491955200.000000\tCcut\t175.45.176.30\n',
      `worker-1\t${LONG}\n`,
    ]
  }
  const row = (address: string, port: string, bytes: string, start: number, end: number) =>
    `5 123456789012 eni-0c60a7d2e9f1b3c45 ${address} 210.52.109.20 ${port} 443 6 4 ${bytes} ${start} ${end} ACCEPT OK 2\n`
  return [
    row('1.2.3', '40000', '200', 1492041600, 1492041610),
    row('1.2.3.4', 'http', '200', 1492041600, 1492041610),
    row('1.2.3.4', '40000', '-200', 1492041600, 1492041610),
    row('1.2.3.4', '40000', '200', 1492041610, 1492041600),
    row('1.2.3.4', '40000', '200', 500000000, 500000010),
    '5 123456789012 eni-0c60a7d2e9f1b3c45 1.2.3.4\n',
    '<script>alert(1)</script>\n',
  ]
}
