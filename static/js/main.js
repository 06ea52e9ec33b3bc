/** The visitor's app begins here. */

import conditions from "../dist/conditions.js";
import { know } from "./forms/conditions.js";
import { createTablet } from "./local/index.js";
import { createApp } from "./shell/app.js";
import { keepShell } from "./shell/update.js";
import { createTransport } from "./sync/index.js";

know(conditions);
const app = createApp({
  tablet: createTablet(),
  transport: createTransport({
    fetch: window.fetch.bind(window),
    base: "/api/v1",
    shellVersion: document.documentElement.dataset.shell ?? "",
  }),
});

// The last moments at which a browser lets a page write.
document.addEventListener("visibilitychange", () => void app.flush());
window.addEventListener("pagehide", () => void app.flush());
app.start();
keepShell(/** @type {HTMLElement} */ (document.getElementById("strip")), app.flush);
