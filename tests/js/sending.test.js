import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenFor } from "../../static/js/office/sending.js";

const MARIA = "0190a0a0-0000-7000-8000-000000000001";
const ADA = "0190a0a0-0000-7000-8000-000000000002";

/** A service at which this person is signed in, and what it was asked. */
function service(me, status = 200) {
  const asked = [];
  const fetch = async (path) => {
    asked.push(path);
    if (path.endsWith("/csrf")) return Response.json({ csrf_token: "fresh" });
    return Response.json(me, { status });
  };
  return { asked, fetch };
}

test("her own form goes with a token of the session she has now", async () => {
  const { asked, fetch } = service({ id: MARIA, name: "Maria Marsh", one_time: false });
  assert.deepEqual(await tokenFor(MARIA, fetch), { token: "fresh" });
  // The other way round a token of whoever signs in between would come after hers was seen.
  assert.deepEqual(asked, ["/api/v1/csrf", "/api/v1/me"]);
});

for (const [what, me, status, why, href] of [
  ["nobody is signed in", { code: "sign_in" }, 401, /signed out/, "/sign-in"],
  ["another is", { id: ADA, name: "Ada Moss", one_time: false }, 200, /^Ada Moss has signed in/, "/sign-in"],
  ["she has to choose a password", { id: MARIA, name: "Maria", one_time: true }, 200, /one-time/, "/password"],
  ["the service is busy", { code: "unavailable" }, 503, /did not answer/, undefined],
]) {
  test(`nothing is sent where ${what}`, async () => {
    const obstacle = await tokenFor(MARIA, service(me, status).fetch);
    assert.ok(!("token" in obstacle));
    assert.match(obstacle.why, why);
    assert.equal(obstacle.way?.href, href);
  });
}

for (const [what, fetch] of [
  ["there is no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["a portal answers", async () => new Response("<h1>Welcome to the café</h1>")],
]) {
  test(`nothing is sent where ${what}`, async () => {
    assert.match((await tokenFor(MARIA, fetch)).why, /did not answer/);
  });
}
