#!/bin/sh
# Finds Chromium for the browser tests, or installs it where that is allowed. The tests say so loudly if it is missing.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium && exit 0
  elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends chromium && exit 0
  fi
fi
echo "NO CHROMIUM: browser tests will be skipped (under CI=true: fail). On Debian: apt-get install chromium" >&2
