#!/bin/sh
# Finds the browsers of the tests, or installs them where that is allowed: Chromium for nearly all, WebKitGTK and Firefox ESR
# (on a display nobody looks at) for what an iPad and a Firefox user get. The tests say so loudly if one is missing.
set -u
wanted=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted="$wanted chromium"
command -v WebKitWebDriver >/dev/null || wanted="$wanted webkit2gtk-driver"
command -v firefox-esr >/dev/null || command -v firefox >/dev/null || wanted="$wanted firefox-esr"
command -v Xvfb >/dev/null || wanted="$wanted xvfb"
[ -n "$wanted" ] || exit 0
if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted && exit 0
  elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $wanted && exit 0
  fi
fi
echo "MISSING:$wanted. Tests that need them will be skipped (under CI=true: fail). On Debian: apt-get install$wanted" >&2
