/** Brings the NHS components of the pages of managers, analysts and administrators to life. Nothing personal runs here. */

import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  Header,
  PasswordInput,
  Radios,
  SkipLink,
  Tabs,
} from "nhsuk-frontend";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  Header,
  PasswordInput,
  Radios,
  SkipLink,
  Tabs,
]) {
  createAll(component);
}
