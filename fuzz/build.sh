#!/bin/bash -eu
# Builds every fuzz target as OSS-Fuzz wants it: with the compiler and flags of the environment ($CXX, $CXXFLAGS), linked to
# $LIB_FUZZING_ENGINE, into $OUT, each with its seeds, dictionary and options. Everything in between goes below $WORK.
# The one build for OSS-Fuzz, ClusterFuzzLite and scripts/check-oss-fuzz.
cd "$(dirname "$0")/.."
: "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${OUT:?}" "${WORK:?}"

minimum=3.25
version=$(cmake --version | sed -n '1s/.* //p')
if [ "$(printf '%s\n%s\n' "$minimum" "$version" | sort -V | head -1)" != "$minimum" ]; then
  echo "CMake $version is too old: $minimum is needed" >&2
  exit 1
fi

build=$WORK/corspec
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DBUILD_TESTING=OFF -DCORSPEC_FUZZ_ONLY=ON \
  -DCMAKE_CXX_COMPILER="$CXX" -DCORSPEC_FUZZ_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --target fuzzers

for options in "$build"/fuzzers/*.options; do
  target=$(basename "$options" .options)
  topic=${target%_fuzzer}
  cp "$build/fuzzers/$target" "$OUT/$target"
  cp "$build/fuzz-inputs/dictionaries/$topic.dict" "$OUT/$target.dict"
  { cat "$options"; echo "dict = $target.dict"; } > "$OUT/$target.options"
  # Regressions are seeds like the others, under names that cannot meet theirs.
  inputs=$(mktemp -d)
  cp "$build/fuzz-inputs/seeds/$topic"/* "$inputs"
  for regression in "fuzz/regressions/$topic"/*; do
    [ ! -f "$regression" ] || cp "$regression" "$inputs/regression-$(basename "$regression")"
  done
  rm -f "$OUT/${target}_seed_corpus.zip"
  python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" "$inputs"/*
  rm -rf "$inputs"
done
