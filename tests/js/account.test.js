/** Signing out where there is no network: it is said before anything else is asked. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { signedOut, signIn, signOut, whoIsSignedIn } from "../../static/js/shell/account.js";

/** A service with one session, and a tablet's notes. */
let service;
let notes;
beforeEach(() => {
  service = { who: "ann", reachable: true, losesReplies: false, asked: [] };
  notes = new Map();
  globalThis.localStorage = /** @type {any} */ ({
    getItem: (name) => notes.get(name) ?? null,
    setItem: (name, value) => notes.set(name, value),
    removeItem: (name) => notes.delete(name),
  });
  globalThis.fetch = /** @type {any} */ (
    async (path, { body } = {}) => {
      if (!service.reachable) throw new TypeError("no network");
      const what = path.replace("/api/v1/", "");
      service.asked.push(what);
      const known = service.who !== null;
      if (what === "csrf") return Response.json({ csrf_token: "t" });
      if (what === "sign-in") service.who = JSON.parse(body).username;
      if (what === "sign-out") service.who = null;
      if (service.losesReplies) throw new TypeError("cut off");
      if (what === "sign-in") return Response.json({});
      if (!known) return Response.json({ title: "Sign in" }, { status: 401 });
      return what === "me" ? Response.json({ id: service.who }) : new Response(null, { status: 204 });
    }
  );
});
const signsOutInVain = () => assert.rejects(signOut());

test("signed out with a network, nothing is owed", async () => {
  await signOut();
  assert.equal(service.who, null);
  await signIn("ann", "p");
  assert.equal((await whoIsSignedIn())?.id, "ann");
});

test("signed out without one, nobody is signed in, and that is said first when there is one", async () => {
  service.reachable = false;
  await signsOutInVain();
  await assert.rejects(whoIsSignedIn());
  service.reachable = true;
  assert.equal(await whoIsSignedIn(), null);
  assert.deepEqual([service.who, service.asked], [null, ["csrf", "sign-out", "me"]]);
  service.asked.length = 0;
  await signedOut();
  assert.deepEqual(service.asked, [], "once is enough");
});

test("a sign-out whose answer was lost is said again, and 401 is an answer", async () => {
  service.losesReplies = true;
  await signsOutInVain();
  Object.assign(service, { losesReplies: false, asked: [] });
  await signedOut();
  assert.deepEqual([service.who, service.asked], [null, ["csrf", "sign-out"]]);
});

test("whoever signs in anew stays signed in", async () => {
  service.reachable = false;
  await signsOutInVain();
  service.reachable = true;
  await signIn("bea", "p");
  assert.equal((await whoIsSignedIn())?.id, "bea");
});

test("a sign-out that hangs is asked for once, and never ends the session of whoever signs in meanwhile", async () => {
  const answer = globalThis.fetch;
  let answers = () => {};
  const hung = new Promise((done) => {
    answers = done;
  });
  globalThis.fetch = /** @type {any} */ (
    async (path, ...more) => {
      if (service.asked.length === 0) await hung;
      return answer(path, ...more);
    }
  );
  void signOut();
  const first = signedOut();
  const signedIn = signIn("bea", "p");
  answers();
  await Promise.all([first, signedIn]);
  assert.equal(service.who, "bea");
  assert.equal(service.asked.filter((what) => what === "sign-out").length, 1);
});

test("a service that cannot end the session yet is no leave to go on with it", async () => {
  service.reachable = false;
  await signsOutInVain();
  service.reachable = true;
  const answer = globalThis.fetch;
  globalThis.fetch = /** @type {any} */ (
    async (path, ...more) => (/sign-out/.test(path) ? new Response("", { status: 503 }) : answer(path, ...more))
  );
  await assert.rejects(whoIsSignedIn());
  await assert.rejects(whoIsSignedIn());
});
