/** What every catalogue of published tables must do; each implementation's test file runs this suite with its factory. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../functions/lib/ports.ts'

export interface OpenCatalogue {
  catalogue: Catalogue
  /** Removes what the catalogue holds. */
  close(): void | Promise<void>
}

/** Registers the suite. `open` gives an empty catalogue that knows the tables `flows` and `contacts`. */
export function describeCatalogue(name: string, open: () => OpenCatalogue | Promise<OpenCatalogue>): void {
  describe(`the catalogue ${name}`, () => {
    let opened: OpenCatalogue
    let catalogue: Catalogue
    beforeEach(async () => {
      opened = await open()
      catalogue = opened.catalogue
    })
    afterEach(() => opened.close())

    const place = (run: string) => `flows/dt=2017-04-20/run=${run}/`

    it('finds no partition before one is pointed at', async () => {
      expect(await catalogue.locate('flows', '2017-04-20')).toBeUndefined()
      expect(await catalogue.list('flows')).toEqual([])
    })

    it('finds a partition where it was pointed', async () => {
      await catalogue.point('flows', '2017-04-20', place('a'))
      expect(await catalogue.locate('flows', '2017-04-20')).toBe(place('a'))
      expect(await catalogue.list('flows')).toEqual([{ dt: '2017-04-20', location: place('a') }])
    })

    it('moves a partition', async () => {
      await catalogue.point('flows', '2017-04-20', place('a'))
      await catalogue.point('flows', '2017-04-20', place('b'))
      expect(await catalogue.list('flows')).toEqual([{ dt: '2017-04-20', location: place('b') }])
    })

    it('points twice at the same place as once', async () => {
      await catalogue.point('flows', '2017-04-20', place('a'))
      await catalogue.point('flows', '2017-04-20', place('a'))
      expect(await catalogue.list('flows')).toEqual([{ dt: '2017-04-20', location: place('a') }])
    })

    it('lists in order of the day, whatever the order they came in', async () => {
      const days = ['2017-12-31', '2016-02-29', '2018-01-01', '2017-04-20', '2017-04-02']
      for (const dt of days) await catalogue.point('flows', dt, `flows/dt=${dt}/run=a/`)
      const listed = await catalogue.list('flows')
      expect(listed.map(({ dt }) => dt)).toEqual([...days].sort())
      expect(listed.every(({ dt, location }) => location === `flows/dt=${dt}/run=a/`)).toBe(true)
    })

    it('keeps tables apart', async () => {
      await catalogue.point('flows', '2017-04-20', place('a'))
      await catalogue.point('contacts', '2017-04-20', 'contacts/dt=2017-04-20/run=b/')
      await catalogue.remove('flows', '2017-04-20')
      expect(await catalogue.list('flows')).toEqual([])
      expect(await catalogue.list('contacts')).toEqual([
        { dt: '2017-04-20', location: 'contacts/dt=2017-04-20/run=b/' },
      ])
    })

    it('keeps a location to the letter', async () => {
      const location = 'flows/dt=2017-04-20/run=0123abcd-a b+c%20"é"/'
      await catalogue.point('flows', '2017-04-20', location)
      expect(await catalogue.locate('flows', '2017-04-20')).toBe(location)
    })

    it('removes the partition named and no other', async () => {
      await catalogue.point('flows', '2017-04-20', place('a'))
      await catalogue.point('flows', '2017-04-21', place('b'))
      await catalogue.remove('flows', '2017-04-20')
      expect(await catalogue.list('flows')).toEqual([{ dt: '2017-04-21', location: place('b') }])
      expect(await catalogue.locate('flows', '2017-04-20')).toBeUndefined()
    })

    it('removes a partition that is not there without an error', async () => {
      await catalogue.remove('flows', '2017-04-20')
      expect(await catalogue.list('flows')).toEqual([])
    })

    it('takes concurrent points of different days', async () => {
      const days = Array.from({ length: 20 }, (_, at) => `2017-05-${String(at + 1).padStart(2, '0')}`)
      await Promise.all(days.map(dt => catalogue.point('flows', dt, `flows/dt=${dt}/run=a/`)))
      expect((await catalogue.list('flows')).map(({ dt }) => dt)).toEqual(days)
    })
  })
}
