import fc from 'fast-check'

/** For mutation testing: properties draw few examples, and stop at the first that fails. */
fc.configureGlobal({ seed: 20_261_127, numRuns: 10, endOnFailure: true })
