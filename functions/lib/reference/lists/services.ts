/** services.csv: what a contact may be with, and the category that it is counted in. */
import { CATEGORIES } from '../categories.ts'
import type { List } from './list-rows.ts'

export interface Service {
  service: string
  /** One of `CATEGORIES`. */
  category: string
  /** Why presence leaves it out: infrastructure, peer_to_peer, or empty. */
  exclusion: string
  /** `*`, or country codes separated by spaces, or empty. */
  wideUse: string
  /** Of one of several services of an owner that an AS or a prefix cannot part: the service that stands for all; else empty. */
  family: string
}

const EXCLUSIONS = ['', 'infrastructure', 'peer_to_peer']
const WIDE_USE = /^(\*|([A-Z]{2}( [A-Z]{2})*)?)$/

export const services: List<Service> = {
  name: 'services',
  columns: ['service', 'category', 'exclusion', 'wide_use', 'family'],
  read({ service = '', category = '', exclusion = '', wide_use: wideUse = '', family = '' }, refuse) {
    if (service === '') throw refuse('the name of a service', service, 'service')
    if (!CATEGORIES.includes(category)) throw refuse(`a category (${CATEGORIES.join(', ')})`, category, 'category')
    if (!EXCLUSIONS.includes(exclusion)) throw refuse('infrastructure, peer_to_peer or nothing', exclusion, 'exclusion')
    if (!WIDE_USE.test(wideUse))
      throw refuse('* or country codes with a space between, or nothing', wideUse, 'wide_use')
    return { service, category, exclusion, wideUse, family }
  },
  once: { expected: 'each service once', keyOf: ({ service }) => service },
}
