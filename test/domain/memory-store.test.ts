import { stateStoreContract } from '../store/state-store-contract.ts'
import { memorySubject } from '../support/memory-subject.ts'

// The rules of `plan` with nothing around them.
stateStoreContract('memory', memorySubject, 300)
