/**
 * What is kept on the tablet, and what may be done with it. The screens use this module and nothing below it.
 *
 * ## The tablet
 *
 *     const tablet = createTablet()                       // real clock, real IndexedDB; all of it can be injected
 *     await tablet.users()                                // [{id, initials, unsent, passkey, recovering}] of everyone with work
 *                                                         // sealed here; no names
 *     await tablet.createVault({user: {id, initials}, passphrase, recovery?})   // -> Session. WeakPassphrase, VaultExists
 *     await tablet.unlock(userId, passphrase)             // -> Session. WrongPassphrase, Wait (too many wrong ones), NoVault
 *     await tablet.join(userId)                           // -> Session | null: from another tab that is unlocked
 *     await tablet.changePassphrase(userId, old, fresh)   // WrongPassphrase, WeakPassphrase, Wait
 *     tablet.takesPin(userId); await tablet.reopen(userId, pin)                 // -> Session. WrongPin (left), NoPin
 *     await tablet.setPin(session, passphrase, pin); await tablet.removePin(session)         // WeakPin
 *     await tablet.passkeys(userId); tablet.addPasskey(…); tablet.removePasskeys(userId)
 *     await tablet.unlockByPasskey(userId, {credential, secret})                // -> Session. WrongPassphrase
 *     await tablet.knowRecoveryKey(userId, key); tablet.recoverable(userId)     // docs/guides/recovery.md
 *     await tablet.beginRecovery(userId, passphrase); tablet.finishRecovery(userId, passphrase, resealed)   // NotThisVault
 *
 * The key lives in the memory of the document, nowhere else: a real navigation loses it. Move from page to page by
 * exchanging the content (fetch the blank page, swap `<main>`, `history.pushState`), or the visitor is asked for her
 * passphrase on every page. `join` gives a second tab the session of the first without asking again.
 *
 * ## The session (after unlocking)
 *
 *     session.user, session.deviceId
 *     session.lock()                                      // forgets the key here and in every other tab
 *     await session.caseload()                            // {children: ChildLine[], visits: VisitLine[]}
 *     await session.child(childId)                        // {child: Child, visits: VisitLine[]} | null
 *     await session.startVisit({childId, form, formVersion, answers})   // -> visit id; answers holds at least one answer
 *     await session.startVisit({newcomer, keep, form, formVersion, answers})  // to a child who is not on the caseload
 *     await session.visit(visitId)                        // -> VisitView | null
 *     await session.history(childId)                      // {child: Child, visits: VisitView[]} | null: newest first, own
 *                                                         // unsent answers included; what the picture is made of
 *     await session.record(visitId, {key: Answer, …}, view?)   // -> {savedAt, answers: {key: Shown}}. `view`: as it is on the
 *                                                         // screen; a visit that left this tablet is written all the same, and held
 *     await session.submit(visitId, view?)                // -> {savedAt}
 *     await session.moveTo(visitId, version, view?)       // to a newer version of the form, or back; answers stay
 *     await session.waiting()                             // {items: WaitingItem[], waiting, oldestAt, needsYou, held, told,
 *                                                         //  lost: numbers, leftBehind}
 *     await acknowledge(session, changeId)                // acknowledge.js: she has read what became of a held change
 *     await session.leave()                               // destroys the key of this tablet's vault. NotEmpty while work is unsent
 *     const off = session.on('change', ({visits}) => …)   // from other tabs too. visits: ids; [] when only counts or times
 *                                                         // changed; null for "anything"
 *     session.on('lock', () => …)
 *     session.on('leave', async () => …)                  // another tab locks: write down what is only on the screen
 *     session.on('newer', async () => …)                  // a newer app takes the store over: the same, then load again
 *     await session.setting(name), session.setSetting(name, value)   // hers on this tablet, sealed
 *     await session.setAside(value), session.takeUp(sealed)          // sealed for the memory of the page, through a lock
 *     session.locked
 *
 * `session.desk()` and `session.transact()` are for the sync side.
 *
 * Every promise may be rejected with one of the named errors of `errors.js` (`error.name`):
 * `StorageFull` (nothing was saved: keep the text where it is and say so), `Cleared` (the store was cleared under this session: nothing
 * will be saved any more), `Locked`, `Damaged`, `Newer` (this tablet's
 * store was written by a newer Wholeview), `Blocked` (another tab keeps an older store open). A `record` that resolves has been written to disk; only then say
 * "Saved on this tablet" with `savedAt`.
 *
 * **What the author saw.** Each `Shown` has a `base`. Give it back unchanged with an edit of that answer
 * (`{...answer, base: shown.base}`), and go on with the `Shown` that `record` returns; so a colleague's value that
 * arrives between drawing and typing is never overwritten unseen. Without `base`, what is shown at that moment counts.
 *
 * ## Shapes
 *
 * `ChildLine`  {child_id, given_name, family_name, also_known_as, nhs_number, dob, edd, team, next_contact}
 * `Child`      the state of docs/protocol.md, whole
 * `VisitLine`  {visit_id, child_id, form, form_version, began_on, status, round, contact_type, contact_start, created_at, author,
 *               short, commented, contested, mine: Mine}. `commented`, `contested`: the keys of answers. `status` is the server's word, "open"
 *               before it has one. Newest first.
 * `Mine`       {unsent: n, saved_at, submitting: bool, needs_you: n, unsigned: bool}: what this tablet holds beyond the server's word.
 *               `unsigned`: the service did not take her signature
 * `VisitView`  {visit_id, child_id, child: ChildLine | null, form, form_version, status, round, author, created_at,
 *               submitted_at, signed_off, comments: Comment[], notes, saw, not_complete: key[] | null, editable: bool, mine: Mine,
 *               left: bool, answers: {key: Shown}}. `left`: it is on this tablet no more, nor its child; what she wrote of it is
 * `Answer`     what is recorded: {value | missing | cleared: true, kind, source?, verif?, basis?, earshot?, closes?}
 * `Shown`      an Answer, and: base; from: "own" (unsent, or sent without a receipt) | "refused" (with `message`) |
 *               "server" | "held" (nothing of it stands at the service yet); by, at, received_at; cands: the other values
 *               that stand beside it (a conflict when not empty), each {value…, by, at, received_at, mids}; server: the
 *               service's state when `from` is not "server", else null; code, message
 * `WaitingItem` {change_id, device_seq, visit_id, child_id, child: ChildLine | null, contact_type, contact_start,
 *               state: "waiting" | "sending" | "held" | "refused" | "damaged" | "untaken", submit: bool, answers: n, keys: key[] (refused only),
 *               code, message, since, saved_at}. "waiting" was never handed to the network; "sending" was, and no
 *               receipt has come. `held` is with a manager. `refused`, `damaged` and `untaken` (the service fails at it) need her.
 * Times are ISO 8601 UTC strings of the tablet's clock.
 */

export { createTablet } from "./tablet.js";
