/** The thread in which `npm run fuzz` tries inputs of the registry's families. */
import { families } from '../../../functions/normalise/formats/index.ts'
import { serve } from './serve.ts'

serve(families)
