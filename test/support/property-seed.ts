import fc from 'fast-check'

/**
 * Properties draw the same examples in every run, so that a build does not fail by chance. Others are drawn by
 * PROPERTY_SEED=$RANDOM; what fails then says its seed.
 */
const DEFAULT_SEED = 20_261_127

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? DEFAULT_SEED) })
