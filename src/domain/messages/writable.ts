/** A value while it is put together, field by field: what a reader of it may not change. Fields that are not known are never set. */
export type Writable<T> = { -readonly [Name in keyof T]: T[Name] }
