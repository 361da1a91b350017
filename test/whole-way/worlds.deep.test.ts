import { expect, it } from 'vitest'
import { isInside } from '../calibrate/calibration.ts'
import { worlds } from '../calibrate/worlds.ts'

/** Of ten worlds of a kind; `npm run calibrate` draws 200. */
it('tells nothing of worlds with nothing in them, and what is in worlds with one thing', async () => {
  const claims = await worlds.run(100)
  expect(claims).toHaveLength(10)
  expect(claims.filter(claim => !isInside(claim))).toEqual([])
})
