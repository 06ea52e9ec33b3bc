/** One section of the form: its questions, bound to the visit. */

import { html, nothing, render } from "lit-html";
import { nextSteps } from "../components/next_steps.js";
import { openVisit } from "../components/visit_frame.js";
import { openQuestions, sectionsShown, shownHere } from "../forms/applicable.js";
import { besides, indicatorsFor } from "../forms/besides.js";
import { bindSection } from "../forms/bind.js";
import { calledAt } from "../forms/context.js";
import { drawPage } from "../forms/draw.js";
import { isShort } from "../forms/earshot.js";
import { isIn, nextOpen } from "../forms/next_open.js";
import { PromptsRoom } from "../forms/prompts_room.js";
import { inLondon } from "../forms/uk_time.js";
import { uuidv7 } from "../local/uuid.js";
import { afterwards } from "../shell/afterwards.js";
import { memoryOf } from "../shell/memory.js";
import { goTo } from "../shell/navigate.js";
import { hrefs } from "../shell/route.js";
import { watchVisit } from "../shell/watching.js";

/** @type {import("../shell/app.js").Screen} */
export async function section(page) {
  const { main, root, route, session, say, go } = page;
  const opened = await openVisit(page);
  if (!opened) return (await import("./later.js")).noVisit(main);
  const frame = opened;
  const { view, definition, child } = frame;
  const found = definition.sections.find(({ code }) => code === main.dataset.section);
  if (!found) return (await import("./later.js")).noSection(main);
  const here = found;
  const memory = memoryOf(session, view.visit_id);
  const room = new PromptsRoom();
  // All that is waited for comes before the page is drawn: a button that stands there before it works loses the first tap.
  const groupRows = here.group ? (await import("../components/section_aids.js")).groupRows : null;
  const indicators = await indicatorsFor(definition, here);
  const companions = await besides(definition, here.code, {
    child,
    session,
    visitId: view.visit_id,
    local: () => session.local((child ?? view.child)?.team.id),
    others: async () => (await import("../components/section_aids.js")).visitsOf(session, view.child_id),
    room,
  });
  const back = document.createElement("div");
  main.append(back, drawPage(here));
  const form = /** @type {HTMLFormElement} */ (main.querySelector("form"));
  const heading = /** @type {HTMLElement} */ (main.querySelector("h1"));
  back.className = "wv-top-links";
  render(
    html`
      <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>All sections</a>
      <button type="button" class="wv-link-button wv-small" @click=${() => aids?.lookFor()}>Find a question</button>
    `,
    back,
  );
  const places = { carried: document.createElement("div"), uncovered: document.createElement("div"), find: back };
  form.before(places.carried);
  main.append(places.uncovered, root);
  /** What is offered besides the questions; the page is usable before it is there. @type {Awaited<ReturnType<typeof import("../components/section_aids.js").sectionAids>> | null} */
  let aids = null;

  const bound = bindSection({
    form,
    section: here,
    definition,
    child,
    me: session.user.id,
    memory,
    view,
    record: async (answers) => {
      const short = isShort(frame.view.answers);
      const stored = await frame.record(answers);
      // What must not be seen any more goes at once, wherever it is named; everything else can wait for the answer's picture.
      if (short === isShort(frame.view.answers)) judging.soon();
      else draw();
      return { ...stored, all: frame.view.answers };
    },
    say,
    settled: page.settled,
    onClaim: (presets) => void claim(presets),
    groupRows,
    indicators,
    companions,
  });
  frame.shows(bound);
  const watching = watchVisit(page, frame, () => draw());
  // What follows from an answer comes when the answer itself is on the disk and on the screen: first what the rules say of it,
  // then what is drawn around the questions.
  const judging = afterwards(() => {
    watching.look();
    drawing.soon();
  });
  const drawing = afterwards(() => {
    if (root.isConnected) draw();
  });
  frame.onEarshot(() => {
    bound.refresh(frame.view);
    // What is found and what is next may name a question that must not be seen any more.
    draw();
  });

  // The one question whose answer decides what may be on the screen is answered as in the header. What is recorded stays chosen
  // until it is another, and nothing else hears of the tap: what is read from the screen is written down.
  form.addEventListener(
    "click",
    (event) => {
      const control = event.target;
      if (!(control instanceof HTMLInputElement) || control.dataset.key !== "earshot") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      // The browser puts the choice back when the tap is over.
      setTimeout(() => frame.hears(control.value));
    },
    { capture: true },
  );

  /** Somebody's word on where baby or a parent lives stands in a row of its own; nothing is overwritten. @param {Record<string, string>} presets */
  async function claim(presets) {
    const row = uuidv7();
    const at = definition.sections.find(({ fields }) => fields.includes(Object.keys(presets)[0]));
    if (!at?.group) return;
    const group = at.group;
    const answers = Object.entries({ ...presets, rc_date: inLondon(new Date()).day }).map(([id, value]) => [
      `${group}/${row}/${id}`,
      { value, kind: definition.fields[id].kind },
    ]);
    await bound.put(Object.fromEntries(answers));
    const next = at.fields.find((id) => !(id in presets)) ?? at.fields[0];
    await go(hrefs.section(view.form_version, at.code, view.visit_id, `${group}/${row}/${next}`));
  }

  /** What is proposed for next time, beside the question about it. @type {ReturnType<typeof import("../components/next_time.js").nextTime> | null} */
  let proposals = null;
  const listed = here.fields.includes("must_see_next") && main.querySelector("#q-must_see_next");
  if (listed)
    void import("../shell/rules_at_work.js").then(({ nextTime }) => {
      proposals = nextTime({ frame, element: listed, session, put: (answers) => bound.put(answers) });
      draw();
    });

  /** @param {string} key */
  const sectionOf = (key) => definition.sections.find((one) => isIn(one, key));

  /** @param {string} key */
  async function goToOpen(key) {
    const to = sectionOf(key);
    if (!to) return;
    if (to.code === here.code) {
      goTo(bound.find(key) ?? form);
      draw();
    } else await go(hrefs.section(view.form_version, to.code, view.visit_id, key));
  }

  function draw() {
    const findings = watching.look();
    const { view } = frame;
    bound.refresh(view);
    aids?.draw();
    const codes = sectionsShown(definition, view.answers);
    const inOrder = definition.sections.filter(({ code }) => code === here.code || codes.includes(code));
    const at = inOrder.indexOf(here);
    /** @param {{code: string, title: string}} to */
    const step = ({ code, title }) => ({ href: hrefs.section(view.form_version, code, view.visit_id), title });
    const open = view.editable ? openQuestions(definition, view.answers) : [];
    // Every key she can be at, in the order of the form: each group by its bare id before its rows.
    const order = definition.sections.flatMap((one) => [
      ...(one.group ? [one.group] : []),
      ...shownHere(definition, one, view.answers),
    ]);
    const start = order[order.findIndex((key) => isIn(here, key)) - 1] ?? null;
    const next = nextOpen(open, order, bound.last() ?? start);
    const to = next === null ? null : sectionOf(next);
    const mine = findings.filter(({ because }) =>
      because.some((name) => here.fields.includes(name) || name === here.group),
    );
    proposals?.draw(watching.judge, watching.result);
    room.taken(mine.filter(({ rule, answered }) => rule !== "R30" && !answered).length);
    render(
      html`
        ${watching.list(mine, "What the rules ask here") ?? nothing}
        ${codes.includes(here.code) ? nothing : html`<p class="wv-empty">Nothing is asked here at this type of contact.</p>`}
        ${nextSteps({
          before: inOrder[at - 1] ? step(inOrder[at - 1]) : null,
          after: inOrder[at + 1]
            ? step(inOrder[at + 1])
            : { href: hrefs.check(view.visit_id), title: "Check and submit" },
          open: next
            ? {
                name: calledAt(definition, next) || (to?.title ?? ""),
                left: open.length,
              }
            : null,
          onOpen: () => {
            // Where she is now counts, not where she was when this was drawn.
            const again = nextOpen(open, order, bound.current() ?? start);
            if (again) void goToOpen(again);
          },
        })}
      `,
      root,
    );
  }

  bound.resume(page.kept);
  draw();
  if (route.at) queueMicrotask(() => goTo(bound.find(route.at) ?? heading));
  void import("../components/section_aids.js")
    .then(async ({ sectionAids }) => {
      aids = await sectionAids({ frame, session, here, bound, places });
    })
    .catch(() => {}); // locked meanwhile
  return {
    async redraw({ foreign }) {
      if (foreign) await frame.refresh();
      bound.refresh(frame.view);
      judging.soon();
    },
    /** An urgent finding is not lost by leaving at once. */
    async flush() {
      const stored = await bound.flush();
      judging.now();
      await watching.noted();
      return stored;
    },
    unsaved: () => bound.unsaved(),
  };
}
