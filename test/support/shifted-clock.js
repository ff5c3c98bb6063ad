// A process whose clock is wrong by CLOCK_SHIFT_MS: `node --import ./test/support/shifted-clock.js …`. Only what reads
// the clock is shifted; timers run as they do.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS)
const TrueDate = Date

globalThis.Date = class extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + shiftMs)
    else super(...given)
  }

  static now() {
    return TrueDate.now() + shiftMs
  }
}
