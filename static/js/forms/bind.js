/**
 * Binds a section of the form to the visit on this tablet. Every change is written down at
 * once, typing when it pauses; questions come and go as the answers decide; a question that must not be overheard is not
 * even in the document while somebody may.
 */

import { uuidv7 } from "../local/uuid.js";
import { afterwards, nextTask } from "../shell/afterwards.js";
import { shownHere } from "./applicable.js";
import { beforeField, EARSHOT_NOW, isFurther, isPrivate, mainOf } from "./context.js";
import { drawQuestion } from "./draw.js";
import { layOut, layoutOf } from "./folds.js";
import { listen } from "./listening.js";
import { alike, Question } from "./question.js";
import { aboveSight, entered, freeze, openFolds, reveal, sayFolds } from "./sight.js";
import { surroundings } from "./surroundings.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * What stands beside the questions of a section and lives from them (the growth of a baby, the body map). It is told
 * whenever something on the page has changed.
 * @typedef {object} Bound
 * @property {HTMLFormElement} form
 * @property {Definition} definition
 * @property {ReadonlyMap<string, Question>} questions  on the page, by answer key
 * @property {boolean} editable
 * @property {() => Record<string, Shown>} answers  of the visit, as written down
 * @property {(key: string, value: unknown) => void} put  an answer, as if she had given it
 * @property {(make: (answers: Record<string, Shown>) => Record<string, any>) => Promise<void>} record  several answers in one
 *   change, made from what is written down; what is on the screen is written down first
 * @property {(words: string) => void} say
 * @typedef {(section: Bound) => {update: () => void}} Companion
 */

/** The row of an answer key; "" where it has none. @param {string} key */
const rowOf = (key) => key.split("/")[1] ?? "";

/**
 * @param {object} given
 * @param {HTMLFormElement} given.form  of the page of the section, without its questions
 * @param {import("../shell/definitions.js").SectionDefinition} given.section
 * @param {Definition} given.definition
 * @param {import("../local/types.js").Child | null} given.child
 * @param {string} given.me  who is unlocked here
 * @param {import("./question.js").Memory} given.memory
 * @param {{answers: Record<string, Shown>, comments: import("../local/types.js").Comment[], editable: boolean}} given.view
 * @param {(answers: Record<string, any>) => Promise<{answers: Record<string, Shown>, all: Record<string, Shown>}>} given.record
 *   what was written down as it is shown now, and with it all answers of the visit
 * @param {(words: string) => void} given.say
 * @param {() => void} [given.settled]  what was only on the screen is stored now
 * @param {(presets: Record<string, string>) => void} given.onClaim  somebody says otherwise than the answer that stands
 * @param {typeof import("./rows.js").groupRows | null} [given.groupRows]  where the section is a list of rows
 * @param {import("./surroundings.js").Indicator[]} [given.indicators]
 * @param {Companion[]} [given.companions]
 */
export function bindSection({
  form,
  section,
  definition,
  child,
  me,
  memory,
  view,
  record,
  say,
  settled = () => {},
  onClaim,
  groupRows = null,
  indicators = [],
  companions = [],
}) {
  let { answers, comments } = view;
  const { editable } = view;
  /** @type {Map<string, Question>} */
  const questions = new Map();
  /** What each question was last drawn from: while that stays the same, it is not drawn again. @type {Map<string, {answer: Shown | undefined, beside: string}>} */
  const drawnFrom = new Map();
  /** The keys that apply, as they stand on the page. @type {string[]} */
  let order = [];
  /**
   * What was read off the screen and is not on the disk: a write may outlast the screen, and then fail.
   * @type {Map<string, Question["unsaved"]>}
   */
  const unstored = new Map();
  /** What of it could not be stored before its question had to leave the page. @type {Map<string, Question["unsaved"]>} */
  const homeless = new Map();
  /** Further claims that stand on the page though nothing is written down of them, or not any more. @type {Set<string>} */
  const begun = new Set();
  /** All that were on the page, by the key of the answer they stand beside. @type {Map<string, Set<string>>} */
  const further = new Map();
  /** The key of the question she touched last. */
  let touched = "";
  /** Writes go one after the other; the next takes what the last one returned as its base. @type {Promise<void>} */
  let last = Promise.resolve();

  const layout = layoutOf(definition, section);
  /** Where questions go, by what stands before their field in an answer key. @type {Map<string, ReturnType<typeof layOut>>} */
  const rooms = new Map();

  const around = surroundings({
    definition,
    section,
    child,
    memory,
    indicators,
    answers: () => answers,
    put: (fresh) => void putAll(fresh).catch(() => {}),
    onClaim,
    onFurther: (key) => {
      const claim = `${key}@${uuidv7()}`;
      begun.add(claim);
      arrange(false);
      questions.get(claim)?.focus();
    },
    onRemoved: (claim, said) => {
      // What was said in it can be put back while the page stands.
      if (said) return void begun.add(claim);
      begun.delete(claim);
      arrange(false);
      /** @type {HTMLElement | null | undefined} */ (
        questions.get(mainOf(claim))?.element.querySelector("[data-claim]")
      )?.focus();
    },
    viewsOpened: () => {
      for (const question of questions.values()) if (question.afterwards) question.redraw(about(question));
    },
  });
  if (section.afterwards?.some((id) => answers[id]?.value !== undefined)) memory.views = true;

  const group = /** @type {HTMLElement | null} */ (form.querySelector("[data-group]"));
  const rows =
    group && groupRows
      ? groupRows({
          group,
          section,
          definition,
          child,
          editable,
          answers: () => answers,
          people: around.around.people,
          comments: () => comments,
          questions,
          forget: forgetRow,
          screen: { arrange, write, save, put: putAll, say, tellBeside: () => tellBeside() },
        })
      : null;

  // -- questions in the document ---------------------------------------------------------------------------------------

  /**
   * Questions are drawn when they first apply. What must not be overheard is taken out again, with its values, when it no
   * longer applies, and so is a further claim; the others are only put out of sight.
   * @param {Element} place
   * @param {string} before  what stands before a field in an answer key: "" or `icon/<row>/`
   * @param {Set<string>} wanted
   * @returns {number} how many questions came
   */
  function arrangeIn(place, before, wanted) {
    const made = rooms.get(before) ?? layOut(place, layout);
    rooms.set(before, made);
    return made.reduce((fresh, room) => fresh + fillRoom(room, before, wanted), 0);
  }

  /** @param {{place: Element, fields: string[]}} room @param {string} before @param {Set<string>} wanted */
  function fillRoom({ place, fields }, before, wanted) {
    let fresh = 0;
    /** @type {Element | null} */
    let last = null;
    for (const key of fields.flatMap((id) => [before + id, ...(further.get(before + id) ?? [])])) {
      const applies = wanted.has(key);
      let question = questions.get(key);
      if (question && !applies && (question.further || isPrivate(definition, key))) {
        question.element.remove();
        leave(key);
        continue;
      }
      if (!question && applies) {
        question = adopt(key);
        if (last) last.after(question.element);
        else place.prepend(question.element);
        fresh += 1;
      } else if (question) {
        if (applies && question.element.hidden) fresh += 1;
        question.element.hidden = !applies;
      }
      if (question) last = question.element;
    }
    return fresh;
  }

  /** @param {string} key */
  function leave(key) {
    questions.delete(key);
    drawnFrom.delete(key);
  }

  /** @param {string} key */
  function adopt(key) {
    const question = new Question(drawQuestion(definition, key), {
      key,
      definition,
      child,
      me,
      around: around.around,
      onChange: (_, { typing } = { typing: false }) => (typing ? hands.wait() : void save()),
    });
    questions.set(key, question);
    // Never on paper: paper lies about.
    question.element.classList.toggle("wv-unprinted", isPrivate(definition, key));
    const begins = rows?.begunWith(rowOf(key))[key];
    show(question, answers[key] ?? (begins ? { ...begins, base: null, from: "own", cands: [] } : null));
    takeIn(question);
    return question;
  }

  /** @param {Question} question */
  function takeIn(question) {
    const words = homeless.get(question.key);
    if (words && homeless.delete(question.key)) question.resume(words);
  }

  /** @param {Question} question */
  const about = ({ key, field }) => ({
    comments: comments.filter((comment) => comment.key === key),
    basis: around.grounds(field),
  });

  /** All that is drawn of it besides its answer. @param {Question} question */
  const besideOf = (question) =>
    (comments.length ? JSON.stringify(about(question).comments) : "") + around.offeredTo(question);

  /** @param {Question} question @param {Shown | null} answer @param {{force?: boolean}} [how] */
  function show(question, answer, how) {
    question.show(answer, { ...about(question), ...how });
    // What is under her hands was not drawn anew.
    if (question.busy) drawnFrom.delete(question.key);
    else drawnFrom.set(question.key, { answer: answers[question.key], beside: besideOf(question) });
  }

  /** Only those questions whose answer, or what they offer because of others, is not what they were drawn from. */
  function showChanged() {
    for (const question of questions.values()) {
      const from = drawnFrom.get(question.key);
      if (!from || from.answer !== answers[question.key] || from.beside !== besideOf(question))
        show(question, answers[question.key] ?? null);
    }
  }

  /**
   * Puts the questions that apply on the screen and takes the others off it.
   * @param {boolean} tell
   * @param {string[]} [written]  the keys of all that has changed since, where that is known
   */
  function arrange(tell, written) {
    const stood = new Set(order);
    order = shownHere(definition, section, withBegun());
    for (const claim of order.filter(isFurther)) {
      const main = mainOf(claim);
      further.set(main, (further.get(main) ?? new Set()).add(claim));
    }
    const wanted = new Set(order);
    /** Where questions come or go. */
    const moved = new Set();
    for (const asked of order) if (!stood.delete(asked)) moved.add(beforeField(asked));
    for (const asked of stood) moved.add(beforeField(asked));
    const touched = written && new Set([...moved, ...written.map(beforeField)]);
    const fresh = rows
      ? rows.arrange({ fill: (place, before) => arrangeIn(place, before, wanted), moved, touched })
      : moved.size
        ? arrangeIn(form, "", wanted)
        : 0;
    sayFolds(rooms, questions, touched);
    if (!editable) freeze(form);
    if (!tell || !fresh) return;
    say(fresh === 1 ? "One more question on this page" : `${fresh} more questions on this page`);
  }

  /** With what stands on the page and holds nothing yet. */
  function withBegun() {
    const there = rows?.withBlank() ?? answers;
    if (!begun.size) return there;
    return { ...there, ...Object.fromEntries([...begun].map((key) => [key, {}])) };
  }

  /** @param {string} row */
  function forgetRow(row) {
    for (const [key, { dirty }] of [...questions]) {
      if (rowOf(key) !== row) continue;
      if (dirty) unstored.delete(key);
      leave(key);
    }
    rooms.delete(`${section.group}/${row}/`);
  }

  // -- writing down ----------------------------------------------------------------------------------------------------

  /** @param {Record<string, any>} fresh @returns {Promise<string[]>} the keys of what was written */
  async function write(fresh) {
    const stored = await record(fresh);
    answers = stored.all;
    around.renew();
    for (const [key, answer] of Object.entries(stored.answers)) questions.get(key)?.stored(answer);
    following.soon();
    return Object.keys(stored.answers);
  }

  /** @param {string} key @param {1 | -1} more  a reading of it is being written down, or was */
  function being(key, more) {
    const question = questions.get(key);
    if (question) question.saving = Math.max(0, question.saving + more);
  }

  /**
   * Writes answers down that were chosen, not typed into a question, and shows them where they are asked.
   * @param {Record<string, any>} fresh  without base and earshot
   */
  async function putAll(fresh) {
    await save();
    const earshot = typeof answers.earshot?.value === "string" ? { earshot: answers.earshot.value } : {};
    await write(
      Object.fromEntries(
        Object.entries(fresh).map(([key, answer]) => [
          key,
          { ...answer, ...earshot, base: answers[key]?.base ?? null },
        ]),
      ),
    );
    arrange(true);
    for (const key of Object.keys(fresh)) {
      const question = questions.get(key);
      if (question) show(question, answers[key] ?? null);
    }
    sayFolds(rooms, questions);
  }

  /**
   * Writes down what is new on the screen. The screen is read at once.
   * @param {{typing?: boolean}} [how]
   */
  function save({ typing = false } = {}) {
    hands.pausing();
    const earshot = answers.earshot?.value;
    const taken = new Map(homeless);
    homeless.clear();
    const touched = [...questions.values()].filter(({ dirty }) => dirty);
    for (const question of touched) {
      const answer = question.take({ earshot: typeof earshot === "string" ? earshot : null, typing });
      if (answer) taken.set(question.key, answer);
      else if (!question.dirty) unstored.delete(question.key);
    }
    const wrong = typing ? null : touched.find(({ problem }) => problem)?.problem;
    if (wrong) say(wrong);
    for (const row of new Set([...taken.keys()].map(rowOf))) {
      for (const [key, answer] of Object.entries(rows?.begunWith(row) ?? {}))
        if (!taken.has(key) && !answers[key]) taken.set(key, { ...answer, base: null });
    }
    for (const [key, answer] of taken) {
      unstored.set(key, answer);
      being(key, 1);
    }
    // The answer is on the screen before it is sealed: that is a task of its own.
    const saving = Promise.all([last, nextTask()]).then(async () => {
      if (taken.size) {
        // What an earlier write returned is what she saw: its base is newer than the one read above.
        const fresh = Object.fromEntries(
          [...taken].map(([key, answer]) => [key, { ...answer, base: questions.get(key)?.drawn?.base ?? answer.base }]),
        );
        try {
          const written = await write(fresh);
          for (const [key, answer] of taken) if (unstored.get(key) === answer) unstored.delete(key);
          // "Saved" is said in the task the disk answered in; what comes and goes because of the answer is the next one.
          await nextTask();
          arrange(true, written);
        } catch {
          for (const [key, answer] of taken) {
            // A later reading of it waits for its turn.
            if (unstored.get(key) !== answer) continue;
            const question = questions.get(key);
            if (question) question.dirty = true;
            else homeless.set(key, answer);
          }
        }
      }
      for (const key of taken.keys()) being(key, -1);
      for (const question of touched) question.redraw(about(question));
      sayFolds(rooms, questions, new Set(touched.map(({ key }) => beforeField(key))));
      if (touched.length) following.soon();
      if (taken.size && !unsaved()) settled();
    });
    last = saving.catch(() => {});
    return saving;
  }

  /** What is only on the screen, by answer key; null when everything is stored. */
  function unsaved() {
    const left = [...questions.values()].filter(({ dirty }) => dirty);
    const all = [...unstored, ...left.map((question) => /** @type {const} */ ([question.key, question.unsaved]))];
    return all.length ? Object.fromEntries(all) : null;
  }

  /** @param {string} key @param {unknown} value */
  function put(key, value) {
    const question = questions.get(key);
    if (!question) return;
    question.write(value);
    void save();
  }

  /** @type {Bound["record"]} */
  async function recordTogether(make) {
    await save();
    const writing = last.then(async () => {
      const fresh = make(answers);
      await write(fresh);
      arrange(false);
      for (const key of Object.keys(fresh)) {
        const question = questions.get(key);
        if (question) show(question, answers[key] ?? null, { force: true });
      }
    });
    last = writing.catch(() => {});
    await writing;
  }

  const beside = companions.map((make) =>
    make({
      form,
      definition,
      questions,
      editable,
      answers: () => answers,
      put,
      record: recordTogether,
      say,
    }),
  );
  const tellBeside = () => {
    for (const { update } of beside) update();
  };

  /** What else follows from an answer: what other questions offer because of it, and what stands beside them. */
  const following = afterwards(() => {
    if (!form.isConnected) return;
    showChanged();
    tellBeside();
  });

  /** @param {Event} event @returns {Question | undefined} */
  const questionOf = (event) => {
    const element = /** @type {Element} */ (event.target).closest(".wv-question");
    if (element) touched = element.id.slice("q-".length);
    return element ? questions.get(touched) : undefined;
  };

  const hands = listen(form, { questionOf, save, typed: () => following.soon(), rows });

  /** @param {typeof view} fresh */
  function refresh(fresh) {
    if (answers === fresh.answers && comments === fresh.comments) return;
    // Questions may go with who can overhear: what stands in them is read first, as it was said before that.
    if (["earshot", EARSHOT_NOW].some((key) => answers[key] !== fresh.answers[key])) void save();
    ({ answers, comments } = fresh);
    around.renew();
    arrange(true);
    showChanged();
    tellBeside();
  }

  rows?.begin();
  // A browser may send text away to check its spelling.
  form.spellcheck = false;
  arrange(false);
  openFolds(questions, comments);
  tellBeside();

  return {
    /** The visit as it is shown now: another tab, a colleague, the service or the rules may have changed it. */
    refresh,

    put: putAll,

    /** The question she is at, or the one before the first of this page. @returns {string | null} */
    current: () => entered(form) ?? aboveSight(form, questions, order),

    /** The same, without looking at the page: while she records, the question she touched last will do. @returns {string | null} */
    last: () => entered(form) ?? (questions.has(touched) ? touched : aboveSight(form, questions, order)),

    /** The visits before this one were read. @param {import("./carried.js").Earlier[]} visits  newest first @param {string} name  the visitor's */
    before(visits, name) {
      around.learn(visits, name);
      for (const question of questions.values()) show(question, answers[question.key] ?? question.drawn);
    },

    /** The question of an answer key, the row's or the group's where it has none. @param {string} key @returns {HTMLElement | null} */
    find(key) {
      rows?.open(rowOf(key));
      const element = questions.get(key)?.element ?? rows?.element(rowOf(key)) ?? null;
      if (element) reveal(element);
      return element;
    },

    /** Writes down everything that is only on the screen, right or not. False when some of it could not be stored. */
    async flush() {
      await save();
      return !homeless.size && [...questions.values()].every(({ dirty }) => !dirty);
    },

    unsaved,

    /** Whether something besides these answers was read off the screen and is not stored. @param {string[]} keys */
    lacks: (keys) => [...unstored.keys()].some((key) => !keys.includes(key)),

    /** Puts it back after a lock, and tries again to store it. @param {Record<string, Question["unsaved"]> | null} before */
    resume(before) {
      if (!before) return;
      // A write that was under way may have come through after all.
      const kept = Object.fromEntries(
        Object.entries(before).filter(([key, answer]) => !answers[key] || !alike(answer, answers[key])),
      );
      if (!Object.keys(kept).length) return settled();
      // A row that could not be stored is on no disk: it stands again under its own number. So does a further claim.
      rows?.bringBack(Object.keys(kept));
      for (const claim of Object.keys(kept).filter(isFurther)) begun.add(claim);
      arrange(false);
      for (const [key, answer] of Object.entries(kept)) homeless.set(key, answer);
      for (const question of questions.values()) takeIn(question);
      void save();
    },
  };
}
