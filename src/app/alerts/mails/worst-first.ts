import { newestOf, type Section } from '../../../domain/alerts/mail-plan.ts'

/** The groups of one rule and state in the order of the plan, which is by severity; within each the worst figure first. */
export function worstFirst(sections: readonly Section[]): readonly Section[] {
  const groups = new Map<string, Section[]>()
  for (const section of sections) {
    const { rule, kind } = newestOf(section)
    groups.set(`${rule} ${kind}`, [...(groups.get(`${rule} ${kind}`) ?? []), section])
  }
  return [...groups.values()].flatMap((group) => group.sort(byFigure))
}

function byFigure(a: Section, b: Section): number {
  const { value: first = 0, threshold } = newestOf(a)
  const { value: second = 0 } = newestOf(b)
  if (first === second) return 0
  const lowIsBad = /^\S+ <=? /.test(threshold)
  return first < second === lowIsBad ? -1 : 1
}
