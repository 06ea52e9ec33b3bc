/**
 * What an unlocked visitor can do with what is on her tablet. Knows no HTTP; time, ids, store and the channel to other
 * tabs are given to it.
 */

import { baseFor } from "./answers.js";
import { deskOf, entryOf, newDesk, ONLY, rebuiltDesk, withEntry } from "./desk.js";
import { emptyChange, extendable, extended, signed as signedChange } from "./drafts.js";
import { Cleared, Locked, NotEmpty, StorageFull } from "./errors.js";
import { allShown, DAMAGED, gather, readable, shownIn, unlessDamaged, whole } from "./known.js";
import { childLines, counts, indexOf, mine, underWay, visitLine, visitLines, waitingItems } from "./lines.js";
import { standsOn } from "./moves.js";
import { remembering, Transaction, transact } from "./transaction.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Index} Index */
/** @typedef {import("./types.js").VisitRecord} VisitRecord */
/** @typedef {import("./known.js").Visit} Visit */
/** @typedef {Pick<Transaction, "read">} Reader */

/**
 * @typedef {object} Surroundings
 * @property {import("./types.js").Store} store  sealed, of this user
 * @property {{id: string, initials: string}} user
 * @property {() => number} clock  milliseconds since 1970
 * @property {() => string} newId  UUIDv7
 * @property {Channel | null} channel  to the user's other tabs
 * @property {() => void} forgetKey
 * @property {() => Promise<void>} destroy  the vault's wrap, then its database
 * @property {Set<string>} [begun]  the changes begun in this page, by id
 * @property {{seal: (value: unknown) => Promise<any>, open: (sealed: any) => Promise<any>}} aside  for memory, not for the disk
 *
 * @typedef {{postMessage: (message: any) => void, addEventListener: (type: "message", listener: (event: any) => void) => void,
 *   close: () => void}} Channel
 */

/**
 * The visit as its page shows it: it may have left the tablet under her hands, and what she writes then is held.
 * @typedef {Pick<import("./types.js").VisitLine, "child_id" | "form" | "form_version" | "began_on" | "status">} OnScreen
 */

/** How long a tab that is locked from another one may take to write down what is on its screen, in milliseconds. */
const LEAVING = 3_000;

/** @param {Transaction} tx @param {string} deviceId */
async function rebuild(tx, deviceId) {
  const [outbox, journal, quarantine] = await Promise.all([
    tx.list("outbox"),
    tx.list("journal"),
    tx.list("quarantine"),
  ]);
  return rebuiltDesk(deviceId, { outbox, journal, quarantine });
}

export class Session {
  #store;
  /** The store itself, past what is remembered of it. @type {import("./types.js").Store} */
  #disk;
  #clock;
  #newId;
  #channel;
  #forgetKey;
  #destroy;
  #aside;
  /** No other page extends one of these, and this one none that went out unmarked. */
  #begun;
  #locking = false;
  #locked = false;
  /** @type {Promise<void> | null} */
  #forgetting = null;
  /** Writes of this tab go one after the other; between tabs the revisions decide. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {Record<"change" | "lock" | "leave" | "newer", Set<(event: any) => any>>} */
  #listeners = { change: new Set(), lock: new Set(), leave: new Set(), newer: new Set() };
  /** Drawing only: damaged records of the server's word count as absent. @type {Reader} */
  #reader;
  user;
  deviceId = "";
  /** The last write found no room. */
  full = false;
  /** When it was unlocked here, as ISO. */
  openedAt = "";

  /** Use `Session.open`. @param {Surroundings} surroundings */
  constructor({ store, user, clock, newId, channel, forgetKey, destroy, aside, begun = new Set() }) {
    this.#disk = store;
    this.#store = remembering(store);
    this.#clock = clock;
    this.#newId = newId;
    this.#channel = channel;
    this.#forgetKey = forgetKey;
    this.#destroy = destroy;
    this.#aside = aside;
    this.#begun = begun;
    this.user = user;
    this.#reader = { read: async (name, id) => (await this.#store.read(name, id))?.value };
    channel?.addEventListener("message", ({ data: message }) => this.#hear(message));
  }

  /**
   * Opens what is kept, or begins it. A damaged desk is made anew from the changes, a damaged index by pulling again.
   * Newer, StorageFull.
   * @param {Surroundings} surroundings
   */
  static async open(surroundings) {
    const session = new Session(surroundings);
    session.openedAt = session.now();
    const { result } = await transact(session.#store, async (tx) => {
      const kept = await unlessDamaged(tx.read("desk", ONLY));
      const desk = kept === DAMAGED ? await rebuild(tx, surroundings.newId()) : (kept ?? newDesk(surroundings.newId()));
      if (desk !== kept) await tx.put("desk", ONLY, desk);
      if ((await unlessDamaged(indexOf(tx))) === DAMAGED) {
        await tx.remove("index", ONLY);
        await tx.put("desk", ONLY, { ...desk, cursors: {} });
      }
      return desk.device_id;
    });
    session.deviceId = result;
    return session;
  }

  /**
   * A damaged copy of the service's word is let go, and the next pull brings it again.
   * @param {"child" | "visit"} store
   * @param {string} id
   */
  async #mend(store, id) {
    if ((await unlessDamaged(this.#reader.read(store, id))) !== DAMAGED) return;
    await this.transact(async (tx) => {
      await tx.remove(store, id);
      await tx.put("desk", ONLY, { ...(await deskOf(tx)), cursors: {} });
    });
  }

  /** The visitor's clock, as ISO. */
  now() {
    return new Date(this.#clock()).toISOString();
  }

  // -- other tabs and listeners ---------------------------------------------------------------------------------------

  /** @param {any} message */
  #hear(message) {
    if (this.#locked) return;
    if (message?.type === "went") this.#letGo(message.ids);
    if (message?.type === "lock") void this.#leave();
    if (message?.type === "changed") this.lookAgain(message.visits);
  }

  /** @param {string[]} ids  of changes that went out unmarked */
  #letGo(ids) {
    for (const id of ids) this.#begun.delete(id);
  }

  /** What is remembered of the store may not be what is in it. @param {string[] | null} [visits] */
  lookAgain(visits = null) {
    if (this.#locked) return;
    this.#store.forget();
    this.#tell("change", { visits });
  }

  /** Another tab was locked: what is only on this screen is written first, within a moment. */
  async #leave() {
    if (!this.#listeners.leave.size) return this.#end();
    const written = Promise.allSettled([...this.#listeners.leave].map((listener) => listener({})));
    await Promise.race([written, new Promise((late) => setTimeout(late, LEAVING))]);
    await this.lock({ alone: true });
  }

  /** A newer Wholeview in another tab takes the store over. */
  async giveWay() {
    const written = Promise.allSettled([...this.#listeners.newer].map((listener) => listener({})));
    await Promise.race([written, new Promise((late) => setTimeout(late, LEAVING))]);
    await this.#last.catch(() => {});
  }

  /** @param {"change" | "lock"} type @param {any} event */
  #tell(type, event) {
    for (const listener of [...this.#listeners[type]]) listener(event);
  }

  /**
   * `leave` comes before another tab's lock takes this one along, `newer` before a newer Wholeview takes the store over: what
   * the listener returns is waited for, for a moment.
   * @param {"change" | "lock" | "leave" | "newer"} type
   * @param {(event: any) => any} listener
   * @returns {() => void} stop listening
   */
  on(type, listener) {
    this.#listeners[type].add(listener);
    return () => this.#listeners[type].delete(listener);
  }

  #end() {
    if (this.#locked) return;
    this.#locking = true;
    this.#locked = true;
    this.#forgetKey();
    this.#store.close();
    this.#tell("lock", {});
    this.#channel?.close();
  }

  /**
   * Forgets the key here and in the user's other tabs. A save under way is still written. Resolved means: it is forgotten,
   * whoever asked first.
   * @param {{alone?: boolean}} [how]  `alone`: the other tabs go on
   * @returns {Promise<void>}
   */
  lock({ alone = false } = {}) {
    this.#forgetting ??= this.#forget(alone);
    return this.#forgetting;
  }

  /** @param {boolean} alone */
  async #forget(alone) {
    if (this.#locking) return;
    this.#locking = true;
    await this.#last.catch(() => {});
    if (!alone) this.#channel?.postMessage({ type: "lock" });
    this.#end();
  }

  /** Seals something for the memory of this page, to be opened after the next unlocking. @param {unknown} value */
  setAside(value) {
    return this.#aside.seal(value);
  }

  /** What was set aside. Damaged when it is another visitor's. @param {any} sealed */
  takeUp(sealed) {
    return this.#aside.open(sealed);
  }

  /** One of the visitor's own settings on this tablet, sealed like everything. @param {string} name */
  async setting(name) {
    this.#open();
    return (await readable(this.#reader.read("settings", ONLY)))?.[name];
  }

  /** @param {string} name @param {unknown} value  undefined takes it away; a function is given what it was */
  async setSetting(name, value) {
    await this.transact(
      async (tx) => {
        const desk = await deskOf(tx);
        const kept = await readable(tx.read("settings", ONLY));
        // Begun where there was none, it rests on the desk: in a store that was cleared it would be written for nobody.
        if (!kept) await tx.put("desk", ONLY, desk);
        const fresh = typeof value === "function" ? value(kept?.[name]) : value;
        await tx.put("settings", ONLY, { ...kept, [name]: fresh });
      },
      () => [],
      { recorded: true },
    );
  }

  get locked() {
    return this.#locking;
  }

  /**
   * Destroys this tablet's vault of the visitor: its key, then its database. NotEmpty while a change has no receipt, and while
   * something is half typed, in another tab too (shell/half.js).
   */
  async leave() {
    const desk = await deskOf(this.#open());
    const half = Object.values((await this.setting("half")) ?? {}).some(Boolean);
    if (half || desk.outbox.length + desk.refused.length > 0) throw new NotEmpty();
    await this.lock();
    await this.#destroy();
  }

  #open() {
    if (this.#locking) throw new Locked();
    return this.#reader;
  }

  /**
   * One decision, written in one strict transaction; what the sync side uses as well. Listeners are told which visits
   * changed; null means anything.
   * @template T
   * @param {(tx: Transaction) => Promise<T>} decide
   * @param {(result: T) => string[] | null} [changed]
   * @param {{recorded?: boolean}} [how]  `recorded`: what is shown now is in the result, for the screen that asked
   * @returns {Promise<T>}
   */
  transact(decide, changed = () => null, { recorded = false } = {}) {
    this.#open();
    const turn = this.#last
      .catch(() => {})
      .then(async () => {
        if (this.#locked) throw new Locked();
        const { result, writes } = await transact(this.#store, decide).catch((problem) => {
          if (problem instanceof StorageFull) this.full = true;
          if (problem instanceof Cleared) this.#tell("change", { visits: null, recorded: true });
          throw problem;
        });
        if (writes.length) this.full = false;
        if (writes.length) {
          const visits = changed(result);
          this.#channel?.postMessage({ type: "changed", visits });
          this.#tell("change", { visits, recorded });
        }
        return result;
      });
    this.#last = turn;
    return turn;
  }

  /**
   * What a decision comes to, with nothing written: on a full tablet, where no page can write either. The changes it takes out are
   * never extended after it, in this page or another.
   * @template {{changes: Change[]}} T
   * @param {(tx: Transaction) => Promise<T>} decide
   * @returns {Promise<T>}
   */
  foresee(decide) {
    this.#open();
    const turn = this.#last
      .catch(() => {})
      .then(async () => {
        const result = await decide(new Transaction(this.#store));
        const ids = result.changes.map(({ change_id }) => change_id);
        this.#letGo(ids);
        this.#channel?.postMessage({ type: "went", ids });
        return result;
      });
    this.#last = turn;
    return turn;
  }

  /**
   * The desk and the index for drawing. An entry of an unsent change is written when the change begins; how far it has
   * come since, the change itself knows.
   */
  async present() {
    const reader = this.#open();
    const [desk, index] = await Promise.all([deskOf(reader), indexOf(reader)]);
    const outbox = await Promise.all(
      desk.outbox.map(async (entry) => {
        if (entry.sent || entry.damaged) return entry;
        const change = await unlessDamaged(reader.read("outbox", entry.seq));
        // Marked for good when it is its turn to travel.
        if (change === DAMAGED) return { ...entry, damaged: true };
        return change
          ? entryOf(change, { sent: false, since: entry.since, savedAt: change.recorded_at, before: entry })
          : entry;
      }),
    );
    return { reader, desk: { ...desk, outbox }, index };
  }

  // -- reading --------------------------------------------------------------------------------------------------------

  /** The desk as it stands; for the sync side. */
  desk() {
    return deskOf(this.#open());
  }

  async caseload() {
    const { desk, index } = await this.present();
    return { children: childLines(index), visits: visitLines(desk, index) };
  }

  /**
   * A record that is looked at once, and pushes nothing out of what is remembered; undefined for one that does not open.
   * @param {import("./types.js").StoreName} store
   * @param {string} id
   */
  async glance(store, id) {
    this.#open();
    return (await readable(this.#disk.read(store, id)))?.value;
  }

  /** @param {string} childId */
  async child(childId) {
    await this.#mend("child", childId);
    const { reader, desk, index } = await this.present();
    const record = await readable(reader.read("child", childId));
    if (!record) return null;
    const visits = visitLines(desk, index).filter(({ child_id }) => child_id === childId);
    return { child: /** @type {import("./types.js").Child} */ (record.state), visits };
  }

  /** @param {string} visitId */
  async visit(visitId) {
    await this.#mend("visit", visitId);
    const present = await this.present();
    const line = visitLine(present.desk, present.index.visits[visitId], visitId);
    return line && this.#view(present, line);
  }

  /**
   * A child with every visit known here, its answers as they are shown: this tablet's own unsent ones included. Newest
   * first, as `child` has them.
   * @param {string} childId
   */
  async history(childId) {
    const known = await this.child(childId);
    if (!known) return null;
    await Promise.all(known.visits.map(({ visit_id }) => this.#mend("visit", visit_id)));
    const present = await this.present();
    const visits = await Promise.all(known.visits.map((line) => this.#view(present, line)));
    return { child: known.child, visits };
  }

  /**
   * @param {{reader: Reader, desk: Desk, index: Index}} present
   * @param {import("./types.js").VisitLine} line
   */
  async #view({ reader, desk, index }, line) {
    const known = await gather(reader, desk, line.visit_id);
    const head = known.record?.head;
    const child = index.children[line.child_id] ?? null;
    return {
      ...line,
      child,
      left: !(head || child),
      submitted_at: head?.submitted_at ?? null,
      signed_off: head?.signed_off ?? null,
      comments: head?.comments ?? [],
      notes: head?.notes ?? [],
      saw: head?.saw ?? {},
      not_complete: known.record?.not_complete ?? null,
      editable: line.status !== "signed_off",
      mine: mine(desk, line.visit_id),
      answers: whole(known),
    };
  }

  /**
   * What a team does when something is urgent (`Local` in forms/pathways.js); null when nothing has reached this tablet.
   * @param {string | undefined} teamId
   */
  async local(teamId) {
    const kept = teamId ? await readable(this.#open().read("desk", `local:${teamId}`)) : undefined;
    return kept?.state ?? null;
  }

  async waiting() {
    const { desk, index } = await this.present();
    const { waiting, oldest_at, needs_you, held } = counts(desk);
    return {
      items: waitingItems(desk, index),
      waiting,
      oldestAt: oldest_at,
      needsYou: needs_you,
      held,
      told: (desk.told ?? []).map((entry) => ({ ...entry, child: index.children[entry.child_id] ?? null })),
      lost: desk.lost ?? [],
      lostRead: (desk.lost ?? []).every((seq) => desk.lost_read?.includes(seq)),
      leftBehind: desk.left_behind ?? [],
    };
  }

  // -- writing --------------------------------------------------------------------------------------------------------

  /**
   * A visit exists from its first answers on. Returns its id. With `newcomer` in place of `childId` it is the first visit to
   * a child who was met on a doorstep: who that is travels with it, and `keep` (`keepNewcomers`) puts it on this tablet.
   * @param {{childId?: string, newcomer?: import("./types.js").Newcomer,
   *   keep?: typeof import("./newcomers.js").keepNewcomers, form: string, formVersion: number, answers: Record<string, any>}} visit
   */
  async startVisit({ childId = this.#newId(), newcomer, keep, form, formVersion, answers }) {
    const visitId = this.#newId();
    await this.transact(
      async (tx) => {
        const desk = await deskOf(tx);
        if (newcomer) {
          const teamName = desk.teams.find(({ id }) => id === newcomer.team_id)?.name ?? "";
          await keep?.(tx, [{ childId, newcomer, teamName }]);
        }
        await this.#write(tx, desk, undefined, answers, {}, false, {
          visit_id: visitId,
          child_id: childId,
          form,
          form_version: formVersion,
          ...(newcomer ? { child: newcomer } : {}),
        });
      },
      () => [visitId],
    );
    return visitId;
  }

  /**
   * Writes answers down. Resolved means: on the disk.
   * @param {string} visitId
   * @param {Record<string, any>} answers  `Answer`s; with `base`, what the screen was drawn with
   * @param {OnScreen} [onScreen]
   */
  record(visitId, answers, onScreen) {
    return this.transact(
      async (tx) => {
        const desk = await deskOf(tx);
        const known = await gather(tx, desk, visitId);
        /** @type {Record<string, string | null>} */
        const bases = {};
        for (const [key, answer] of Object.entries(answers)) bases[key] = baseFor(answer.base, shownIn(known, key));
        const about = await this.#about(tx, desk, known, visitId, onScreen);
        const { change, entry } = await this.#write(tx, desk, known.own.at(-1), answers, bases, false, about);
        const own = [...known.own.filter((one) => one.entry.seq !== entry.seq), { entry, change }];
        return { savedAt: entry.saved_at, answers: allShown({ ...known, own }, Object.keys(answers)) };
      },
      () => [visitId],
      { recorded: true },
    );
  }

  /**
   * The author signs the visit; the word travels with her newest change, or in one of its own.
   * @param {string} visitId
   * @param {OnScreen} [onScreen]
   */
  submit(visitId, onScreen) {
    return this.transact(
      async (tx) => {
        const desk = await deskOf(tx);
        const known = await gather(tx, desk, visitId);
        const newest = known.own.at(-1);
        if (newest?.change.submit) return { savedAt: newest.entry.saved_at };
        const { entry } = await this.#write(
          tx,
          { ...desk, unsigned: desk.unsigned?.filter((id) => id !== visitId) },
          newest,
          {},
          {},
          true,
          await this.#about(tx, desk, known, visitId, onScreen),
        );
        if (known.record?.not_complete) await tx.put("visit", visitId, { ...known.record, not_complete: null });
        return { savedAt: entry.saved_at };
      },
      () => [visitId],
    );
  }

  /**
   * Moves an open visit to another version of its form: to a newer one, or back to the one it was begun on. No answer is
   * touched.
   * @param {string} visitId
   * @param {number} version
   * @param {OnScreen} [onScreen]
   */
  moveTo(visitId, version, onScreen) {
    return this.transact(
      async (tx) => {
        const desk = await deskOf(tx);
        const known = await gather(tx, desk, visitId);
        const about = await this.#about(tx, desk, known, visitId, onScreen);
        if (about.form_version === version) return;
        const to = { ...about, form_version: version, moved_from: about.form_version };
        await this.#write(tx, desk, known.own.at(-1), {}, {}, false, to);
      },
      () => [visitId],
    );
  }

  /**
   * What a new change says of its visit.
   * @param {Transaction} tx
   * @param {Desk} desk
   * @param {Visit} known
   * @param {string} visitId
   * @param {OnScreen} [onScreen]
   */
  async #about(tx, desk, { record }, visitId, onScreen) {
    const line = record?.head ?? visitLine(desk, (await indexOf(tx)).visits[visitId], visitId) ?? onScreen;
    if (!line) throw new TypeError("No such visit");
    const { child_id, form } = line;
    return { visit_id: visitId, child_id, form, form_version: standsOn(line, underWay(desk, visitId)).version };
  }

  /**
   * @param {Transaction} tx
   * @param {Desk} desk
   * @param {{entry: Entry, change: Change} | undefined} newest
   * @param {Record<string, any>} answers
   * @param {Record<string, string | null>} bases
   * @param {boolean} submit
   * @param {Pick<Change, "visit_id" | "child_id" | "form" | "form_version" | "child" | "moved_from">} about
   */
  async #write(tx, desk, newest, answers, bases, submit, about) {
    const when = { at: this.now(), clockOffset: desk.clock_offset_ms };
    const extend = newest !== undefined && this.#begun.has(newest.change.change_id) && extendable(newest, about);
    const begun = extend
      ? newest.change
      : emptyChange({ change_id: this.#newId(), device_id: desk.device_id, device_seq: desk.next_seq, ...about });
    this.#begun.add(begun.change_id);
    const withAnswers = extended(
      begun,
      answers,
      Object.fromEntries(Object.keys(answers).map((key) => [key, bases[key] ?? null])),
      when,
    );
    const change = submit ? signedChange(withAnswers, when) : withAnswers;
    await tx.put("outbox", change.device_seq, change);
    // Its line says how large it is, and so costs as much as the change: it is drawn up where it is kept.
    if (extend && !submit) return { change, entry: { ...newest.entry, saved_at: when.at } };
    const entry = entryOf(change, {
      sent: false,
      since: extend ? newest.entry.since : when.at,
      savedAt: when.at,
      before: newest?.entry,
    });
    await tx.put("desk", ONLY, {
      ...desk,
      next_seq: Math.max(desk.next_seq, change.device_seq + 1),
      outbox: withEntry(desk.outbox, entry),
    });
    return { change, entry };
  }
}
