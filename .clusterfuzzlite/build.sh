#!/bin/bash -eu
exec "$SRC/corspec/fuzz/build.sh"
