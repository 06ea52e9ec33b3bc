/** The peer of rows 9 and 10: Enketo makes a form of the page it is on, as on a tablet, where dates are left to the browser. */

import { Form } from "enketo-core";
import support from "enketo-core/src/js/support";

support.touch = true;
const page = document.querySelector("form.or");
const form = new Form(page, { modelStr: document.querySelector("#model").textContent });
const failed = form.init();
if (failed.length) throw new Error(failed.join("; "));
page.dataset.ready = "";
