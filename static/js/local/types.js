/**
 * The shapes of what is kept. Names on the wire and on disk are those of docs/protocol.md.
 *
 * @typedef {string | number | boolean | string[] | Record<string, string>[]} Value
 *
 * @typedef {object} Answer  exactly one of value, missing, cleared
 * @property {Value} [value]
 * @property {string} [missing]  a missing reason
 * @property {true} [cleared]
 * @property {string} kind
 * @property {Record<string, string>} [source]
 * @property {string} [verif]
 * @property {string[]} [basis]  answer keys
 * @property {string} [earshot]  what the earshot answer was at the time
 * @property {string[]} [closes]  change ids of the candidates the author saw and settles
 *
 * @typedef {Answer & {base: string | null}} BasedAnswer
 *
 * @typedef {object} Change  docs/protocol.md. `body_sha256` is there once it was handed to the network
 * @property {string} change_id
 * @property {string} device_id
 * @property {number} device_seq
 * @property {string} visit_id
 * @property {string} child_id
 * @property {string} form
 * @property {number} form_version
 * @property {string} recorded_at
 * @property {number | null} clock_offset_ms
 * @property {Record<string, BasedAnswer>} answers
 * @property {boolean} submit
 * @property {Newcomer} [child]  who was met: in the first change of a child the service does not know
 * @property {number} [moved_from]  the version of the form the visit is moved from, to `form_version`
 * @property {string} [body_sha256]
 *
 * @typedef {{team_id: string, given_name: string, family_name: string, dob: string | null, nhs_number: string | null,
 *   sex: string, edd?: string}} Newcomer  `edd`: not born yet, and due then
 *
 * @typedef {Answer & {mids: string[]}} Candidate  `mids`: the changes that wrote this value, the first of them first
 * @typedef {Candidate & {cands: Candidate[]}} State  the server's state of one answer
 * @typedef {{by: {id: string, name: string} | null, at: string | null, received_at: string | null}} Writer  of one change
 * @typedef {Candidate & Writer} SignedCandidate
 * @typedef {Candidate & Writer & {cands: SignedCandidate[]}} SignedState
 *
 * @typedef {object} Comment
 * @property {string} id
 * @property {string | null} key
 * @property {string} text
 * @property {{id: string, name: string}} by
 * @property {string} at
 * @property {number} round
 *
 * @typedef {object} VisitHead  what a pulled visit says beside its answers
 * @property {string} visit_id
 * @property {string} child_id
 * @property {string} form
 * @property {number} form_version
 * @property {number | null} [began_on]  the version it was begun on, while it stands on a newer one
 * @property {string} status
 * @property {number} round
 * @property {{id: string, name: string} | null} author
 * @property {string | null} created_at
 * @property {string | null} submitted_at
 * @property {{by: any, at: string} | null} signed_off
 * @property {Comment[]} comments
 * @property {VisitNote[]} [notes]
 * @property {Saw} [saw]
 *
 * @typedef {{id: string, by: {id: string, name: string}, at: string | null, noted: {by: string, at: string, reason: string},
 *   answers: Record<string, Answer>}} VisitNote  entries of somebody's that were put beside the visit
 * @typedef {Record<string, Record<string, (Answer & Partial<Writer>) | null>>} Saw  change to answer key to what its author
 *   had on screen: null for nothing yet. Only for answers with several values
 *
 * @typedef {object} VisitRecord  the server's word on a visit, as last heard
 * @property {VisitHead} head
 * @property {number} seq  of the last pulled row; every answer is at least this new
 * @property {number} head_seq  of what last wrote `head`; a receipt may be newer than the last row
 * @property {Record<string, number>} ahead  answers a receipt brought after the last row: key to sequence
 * @property {Record<string, State>} answers
 * @property {Record<string, Writer>} writers  by change, for every change the answers name
 * @property {string[] | null} not_complete  the answers that kept the last submission back, while the visit is open
 * @property {number} [before]  told before this epoch began: everything but what is `ahead` is older than any word of it
 *
 * @typedef {object} Child
 * @property {string} child_id
 * @property {string} given_name
 * @property {string} family_name
 * @property {string | null} also_known_as
 * @property {string | null} nhs_number
 * @property {string | null} nhs_number_status
 * @property {string | null} dob
 * @property {string | null} edd
 * @property {string | null} sex
 * @property {boolean} [provisional]  met on a doorstep; nobody has confirmed who it is
 * @property {{id: string, name: string}} team
 * @property {{id: string, label: string, line: string, postcode: string, council?: string, restricted: boolean}[]} addresses
 * @property {{id: string, name: string, relation: string}[]} people
 * @property {{type: string, due: string} | null} next_contact
 *
 * @typedef {{state: Child, seq: number}} ChildRecord
 *
 * @typedef {Pick<Child, "child_id" | "given_name" | "family_name" | "also_known_as" | "nhs_number" | "dob" | "edd"
 *   | "team" | "next_contact"> & Before} ChildLine
 *
 * @typedef {Record<"contact_type" | "contact_start" | "earshot" | "interpreter" | "baby_seen" | "baby_dob", string | null>} AtSight  what is
 *   known of a visit without opening it
 *
 * @typedef {AtSight & VisitHeading & Before} VisitSummary
 *
 * @typedef {{before?: number}} Before  told before this epoch began, and not told again yet
 *
 * @typedef {object} VisitHeading
 * @property {string} visit_id
 * @property {string} child_id
 * @property {string} form
 * @property {number} form_version
 * @property {number | null} [began_on]
 * @property {string} status
 * @property {number} round
 * @property {{id: string, name: string} | null} author
 * @property {string | null} created_at
 * @property {(string | null)[]} [commented]  on which answers a manager commented in this round; null: on the visit
 * @property {string[]} [contested]  the answers with two values
 *
 * @typedef {object} Mine  what this tablet holds of a visit beyond the server's word
 * @property {number} unsent
 * @property {string | null} saved_at
 * @property {boolean} submitting
 * @property {number} needs_you
 * @property {boolean} unsigned  the service did not take her signature
 *
 * @typedef {VisitSummary & {mine: Mine, short: boolean}} VisitLine  `short`: somebody else hears, as far as this tablet knows
 *
 * @typedef {object} Index  the one record the lists are drawn from
 * @property {Record<string, ChildLine>} children
 * @property {Record<string, VisitSummary>} visits
 *
 * @typedef {AtSight & OwnEntry} Entry
 *
 * @typedef {object} OwnEntry  one change of this device, without its answers
 * @property {number} seq  `device_seq`
 * @property {string} change_id
 * @property {string} visit_id
 * @property {string} child_id
 * @property {string} form
 * @property {number} form_version
 * @property {boolean} sent  it was handed to the network and is never altered again
 * @property {boolean} submit
 * @property {number} [moved_from]  as in the change
 * @property {boolean} [damaged]  its sealed record does not open
 * @property {boolean} [untaken]  the service fails at it, and takes others
 * @property {number} answers  how many. Of an unsent change this, `bytes` and `saved_at` are as old as the entry; its
 *   record knows better
 * @property {number} bytes
 * @property {string} since
 * @property {string} saved_at
 * @property {string[]} [keys]  refused only: the answers concerned
 * @property {string | null} [code]  refused or held: why
 * @property {string | null} [message]
 *
 * @typedef {object} Desk  the small record everything on the device turns on; every write renews it
 * @property {string} device_id
 * @property {number} next_seq
 * @property {number} epoch
 * @property {number | null} clock_offset_ms
 * @property {string | null} last_sync_at
 * @property {string} [pruned_on]  the day, by the service's clock, on which the journal was last looked through
 * @property {Entry[]} outbox  in `seq` order
 * @property {Entry[]} held
 * @property {Entry[]} refused
 * @property {Record<string, number>} cursors  scope id to sequence
 * @property {{id: string, name: string}[]} teams  hers, as last heard
 * @property {Told[]} told  what became of held changes; until she has read it
 * @property {string | null} newest  the newest change the service has receipted and kept
 * @property {number[]} lost  numbers of changes that are neither here nor at the service
 * @property {number[]} [lost_read]  those she has read of
 * @property {{seq: number, code: string}[]} [unsendable]  changes that no server will ever have under their number, and why
 * @property {string[]} [unsigned]  visits whose signature the service did not take; until they are signed again
 * @property {LeftBehind[]} left_behind
 * @property {Record<string, number>} left  feed key to the sequence at which it left; an entity's numbers rise in every move
 *
 * @typedef {Entry & {decision: "accepted" | "noted" | "declined", by: string, at: string, reason: string}} Told
 * @typedef {{device_id: string, last_seen_at: string, missing: number, oldest_unsent_at: string | null,
 *   read?: boolean}}  LeftBehind  an older vault of hers with work that never arrived; `read`: she has read of it
 *
 * @typedef {{change: Change, receipt: any, at: string | null}} JournalRow  `at`: of the receipt, by the service's clock; null
 *   where the service did not say
 *
 * @typedef {object} RefusedAnswer
 * @property {BasedAnswer} answer  `base` leads past changes that were refused themselves
 * @property {string | null} code
 * @property {string | null} message
 *
 * @typedef {{change: Change, receipt: any, answers: Record<string, RefusedAnswer>}} QuarantineRow
 *
 * @typedef {Answer & Writer & {base: string | null, from: "own" | "refused" | "held" | "server", cands: SignedCandidate[],
 *   server: SignedState | null, code: string | null, message: string | null}} Shown
 *
 * @typedef {"desk" | "index" | "child" | "visit" | "outbox" | "journal" | "quarantine" | "settings"} StoreName
 *
 * @typedef {{store: StoreName, id: string | number, value: unknown, rev: number}} Write
 *   `rev` is the revision that was read, 0 for "there is none"; `value` undefined removes the record
 *
 * @typedef {object} Store  the contract of the sealed store; tests/js/store_contract.js holds every implementation to it
 * @property {(store: StoreName, id: string | number) => Promise<{value: any, rev: number} | null>} read
 *   Damaged, Locked
 * @property {(store: StoreName) => Promise<{id: number, value: any, rev: number}[]>} list
 *   a numbered store (outbox, journal, quarantine) in order; `value` null when the record is damaged
 * @property {(store: StoreName) => Promise<number[]>} numbers  of a numbered store, in order; nothing is opened
 * @property {(writes: Write[]) => Promise<number[]>} write  all or nothing; the new revisions, 0 for what is gone. Stale,
 *   StorageFull, Locked
 * @property {() => void} close
 */

export {};
