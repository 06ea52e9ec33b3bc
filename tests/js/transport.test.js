import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { createTransport, failureOf, retryAfter, TransportProblem } from "../../static/js/sync/transport.js";

/** What the next request is answered with, and what was asked. */
let answer = (_request, response) => response.end();
const asked = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    asked.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(request, response);
  });
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
after(() => {
  server.closeAllConnections();
  server.close();
});
const base = `http://127.0.0.1:${server.address().port}/api/v1`;
const transport = createTransport({ base, shellVersion: "7", patience: 500 });
const batch = { device_id: "d", epoch: 0, changes: [], have: {} };

const replying = (status, headers, body) => (_request, response) => {
  response.writeHead(status, headers);
  response.end(body);
};
const JSON_TYPE = { "content-type": "application/json" };
const PROBLEM_TYPE = { "content-type": "application/problem+json" };

async function failure(work) {
  const problem = await work().then(
    () => null,
    (thrown) => thrown,
  );
  assert.ok(problem instanceof TransportProblem, String(problem));
  return problem;
}

test("an explicit reply comes through, and the request is as the protocol says", async () => {
  answer = replying(200, JSON_TYPE, '{"epoch":3,"receipts":[]}');
  assert.deepEqual(await transport.push(batch, "token"), { epoch: 3, receipts: [] });
  const request = asked.at(-1);
  assert.equal(request.method, "POST");
  assert.equal(request.url, "/api/v1/sync/push");
  assert.equal(request.headers["x-csrftoken"], "token");
  assert.deepEqual(JSON.parse(request.body), { ...batch, shell_version: "7" });
});

test("scope, cursor and the wish for a digest go into the address, and nothing else", async () => {
  answer = replying(200, JSON_TYPE, '{"epoch":0,"scope":"s","from":4,"to":4,"more":false,"head":4,"rows":[]}');
  await transport.pull("s", 4, 100, true);
  assert.equal(asked.at(-1).url, "/api/v1/sync/pull?scope=s&after=4&limit=100&digest=true");
});

const NOT_A_RECEIPT = [
  ["a login page with 200", 200, { "content-type": "text/html" }, "<h1>Sign in</h1>"],
  ["a captive portal that says JSON", 200, JSON_TYPE, "<html>Welcome to the hotel</html>"],
  ["JSON without an epoch", 200, JSON_TYPE, '{"receipts":[]}'],
  ["JSON without receipts", 200, JSON_TYPE, '{"epoch":0}'],
  ["half a body", 200, JSON_TYPE, '{"epoch":0,"receipts":['],
  ["nothing at all", 200, JSON_TYPE, ""],
  ["no content", 204, {}, undefined],
  ["a page that is not there", 404, { "content-type": "text/html" }, "<h1>Not found</h1>"],
];
for (const [name, status, headers, body] of NOT_A_RECEIPT) {
  test(`not a receipt: ${name}`, async () => {
    answer = replying(status, headers, body);
    assert.equal((await failure(() => transport.push(batch, "t"))).failure, "not_a_receipt");
  });
}

test("a redirect is not followed", async () => {
  answer = replying(302, { location: "/sign-in" }, "");
  const before = asked.length;
  assert.equal((await failure(() => transport.push(batch, "t"))).failure, "network");
  assert.equal(asked.length, before + 1);
});

test("a connection that breaks in the middle of the body", async () => {
  answer = (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, "content-length": "100" });
    response.write('{"epoch":0,');
    setImmediate(() => response.destroy());
  };
  assert.equal((await failure(() => transport.push(batch, "t"))).failure, "network");
});

test("silence is given up on", async () => {
  answer = () => {};
  assert.equal((await failure(() => transport.push(batch, "t"))).failure, "network");
});

test("nobody there", async () => {
  const nobody = createTransport({ base: "http://127.0.0.1:1/api/v1", shellVersion: "7" });
  assert.equal((await failure(() => nobody.me())).failure, "network");
});

const PROBLEMS = [
  [401, "sign_in", "sign_in"],
  [400, "csrf", "csrf"],
  [413, "too_large", "too_large"],
  [413, null, "too_large"],
  [429, "too_many", "later"],
  [500, "unexpected", "unavailable"],
  [502, null, "unavailable"],
  [503, "unavailable", "unavailable"],
  [426, null, "update_needed"],
  [403, "not_allowed", "refused"],
  [422, "not_valid", "refused"],
  [403, null, "not_a_receipt"],
  [418, null, "not_a_receipt"],
];
for (const [status, code, expected] of PROBLEMS) {
  test(`${status} ${code ?? "without a problem document"}: ${expected}`, async () => {
    assert.equal(failureOf(status, code), expected);
    answer = replying(
      status,
      code ? PROBLEM_TYPE : { "content-type": "text/html" },
      code ? JSON.stringify({ code }) : "…",
    );
    const problem = await failure(() => transport.push(batch, "t"));
    assert.equal(problem.failure, expected);
    assert.equal(problem.status, status);
    assert.equal(problem.code, code);
  });
}

test("how long to wait is read in seconds, or as a date by the service's own clock", () => {
  const headers = (pairs) => new Headers(pairs);
  assert.equal(retryAfter(headers({})), null);
  assert.equal(retryAfter(headers({ "retry-after": "30" })), 30);
  const date = "Sat, 09 May 2026 14:00:00 GMT";
  assert.equal(retryAfter(headers({ "retry-after": "Sat, 09 May 2026 14:01:30 GMT", date })), 90);
  assert.equal(retryAfter(headers({ "retry-after": "Sat, 09 May 2026 13:00:00 GMT", date })), 0);
  assert.equal(retryAfter(headers({ "retry-after": "soon" })), null);
});
