/** Writes tests/contracts/sealed.json: a file as a tablet seals it, with both secrets. `node tests/js/write_sealed.js`. */

import { writeFileSync } from "node:fs";
import { base64, sealedParts } from "../../static/js/local/sealed.js";
import { keysFrom, newDataKey, Vault } from "../../static/js/local/vault.js";
import { wrapByPassphrase, wrapForRecovery } from "../../static/js/local/wraps.js";
import { sealedForTravel } from "../../static/js/sync/canonical.js";

const USER = "0190c0de-0000-7000-8000-000000000001";
const DEVICE = "0190c0de-0000-7000-8000-0000000000d1";
const PASSPHRASE = "vier ruhige Otter é";
const change = (seq, value) => ({
  change_id: `0190c0de-0000-7000-8000-0000000001${String(seq).padStart(2, "0")}`,
  device_id: DEVICE,
  device_seq: seq,
  visit_id: "0190c0de-0000-7000-8000-0000000000a1",
  child_id: "0190c0de-0000-7000-8000-0000000000c1",
  form: "holistic_visit",
  form_version: 1,
  recorded_at: "2026-05-09T14:31:07.120Z",
  clock_offset_ms: 0,
  answers: { weight_g: { value, kind: "O", base: null } },
  submit: false,
});

const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
const dataKey = newDataKey();
const wraps = [
  await wrapByPassphrase(USER, PASSPHRASE, dataKey, 600_000),
  await wrapForRecovery(USER, { spki, fingerprint: "0".repeat(32) }, dataKey),
];
const vault = new Vault(await keysFrom(USER, dataKey));
const sent = await sealedForTravel(change(1, 4000));
const unsent = change(2, 4010);
const refused = { change: await sealedForTravel(change(3, 1)), receipt: null, answers: {} };
const records = [];
for (const [store, id, value] of [
  ["outbox", 2, unsent],
  ["outbox", 1, sent],
  ["quarantine", 3, refused],
]) {
  const name = await vault.nameOf(store, id);
  records.push({ store, name, ...(await vault.seal(store, name, value)) });
}
records.push({ ...records[0], name: "000000000009" }); // moved to another name: it does not open
const [{ text }] = sealedParts({ user: USER, deviceId: DEVICE, wraps, records }, "2026-05-09T15:00:00.000Z");
const pem = `-----BEGIN PRIVATE KEY-----\n${base64(pkcs8).replace(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
writeFileSync(
  new URL("../contracts/sealed.json", import.meta.url),
  `${JSON.stringify({ about: "A sealed file and what opens it; made by tests/js/write_sealed.js. The key is for this file alone.", passphrase: PASSPHRASE, private_key: pem, file: JSON.parse(text), numbers: [1, 2, 3], sums: [sent.body_sha256, (await sealedForTravel(unsent)).body_sha256, refused.change.body_sha256], damaged: 1 }, null, 1)}\n`,
);
