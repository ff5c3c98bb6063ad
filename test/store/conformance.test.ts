import { postgresSubject } from '../support/subject.ts'
import { stateStoreContract } from './state-store-contract.ts'

stateStoreContract('PostgreSQL', postgresSubject, 60)
