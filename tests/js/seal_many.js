/**
 * Prints a rescue file of a tablet that wrote for months without a network. Asked on stdin, as JSON: `user`, `device`, `child`,
 * `passphrase`, `changes` (how many).
 */

import { readFileSync } from "node:fs";
import { sealedParts } from "../../static/js/local/sealed.js";
import { uuidv7 } from "../../static/js/local/uuid.js";
import { keysFrom, newDataKey, Vault } from "../../static/js/local/vault.js";
import { wrapByPassphrase } from "../../static/js/local/wraps.js";
import { sealedForTravel } from "../../static/js/sync/canonical.js";

const { user, device, child, passphrase, changes } = JSON.parse(readFileSync(0, "utf8"));
const dataKey = newDataKey();
const wraps = [await wrapByPassphrase(user, passphrase, dataKey, 600_000)];
const vault = new Vault(await keysFrom(user, dataKey));
const records = [];
for (let seq = 1; seq <= changes; seq += 1) {
  const change = await sealedForTravel({
    change_id: uuidv7(),
    device_id: device,
    device_seq: seq,
    visit_id: uuidv7(),
    child_id: child,
    form: "holistic_visit",
    form_version: 2,
    recorded_at: new Date().toISOString(),
    clock_offset_ms: 0,
    answers: { weight_g: { value: 3_000 + seq, kind: "O", base: null } },
    submit: false,
  });
  const name = await vault.nameOf("outbox", seq);
  records.push({ store: "outbox", name, ...(await vault.seal("outbox", name, change)) });
}
const [{ text }] = sealedParts({ user, deviceId: device, wraps, records }, new Date().toISOString());
process.stdout.write(text);
