#!/usr/bin/env bash
# Checks the types of our own scripts and bundles them, minified, into what the wheel carries: assets/scripts/ -> assets/dist/.
# esbuild bundles; terser takes another 6 % off. Needs npm; run it after a change of a script and commit what it writes. The same sources give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/../src/papernotes/assets/scripts"
npx --yes --package typescript@5.9.3 tsc --noEmit --checkJs --strict --skipLibCheck \
  --target es2022 --module esnext --moduleResolution bundler --lib es2023,dom,dom.iterable ./*.js
rm -rf ../dist
mkdir -p ../dist
bundle() {
  npx --yes esbuild@0.28.2 --bundle --minify --target=es2022 --charset=utf8 --log-level=warning "$@"
}
# Each loads the next when it is needed, so none is part of another.
bundle worker.js --format=esm --outdir=../dist/papernotes --external:./finder.js
# Plain scripts, which a page opened from disk can load, too: their names must not meet those of what is loaded before them.
bundle main.js finder.js graph.js math.js --format=iife --outdir=../dist/papernotes
bundle frame.js --format=iife --outdir=../dist/mermaid
for file in ../dist/*/*.js; do
  case $file in */worker.js) kind=(--module) ;; *) kind=() ;; esac
  npx --yes terser@5.51.2 "$file" "${kind[@]}" --ecma 2022 --compress passes=2 --mangle --output "$file"
  echo >>"$file"
done
LC_ALL=C sha256sum ./*.js | sed 's# \./# #' >../dist/SOURCES.sha256
