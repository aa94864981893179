#!/usr/bin/env bash
# Installs a working @tensorflow/tfjs-node (or -gpu) 4.22.0 into the node_modules of this checkout or of another project, from
# npm and PyPI alone. The package's own install script downloads TensorFlow's library from a host that many networks refuse.
#
#     scripts/tfjs-node.sh [tfjs-node|tfjs-node-gpu] [FOLDER]
#
# FOLDER, default this checkout, is a project that `npm install` has run in. package.json and the lock file stay as they are;
# the next `npm ci` removes the package. tfjs-node-gpu gets the library for CPUs too, so that it runs where no GPU is:
# WHEEL=tensorflow takes the library with CUDA in it (the CUDA libraries themselves are not part of it).
#
# For Linux on x64. Needs g++, unzip, and Python 3 with pip, which downloads 230 MB once into CACHE (default
# ~/.cache/sap-atari). PYTHON names the Python to use.
set -euo pipefail
name=${1:-tfjs-node} project=$(realpath "${2:-$(dirname "$0")/..}")
tensorflow=2.15.1 wheel=${WHEEL:-tensorflow-cpu} cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sap-atari}

case $name in
  tfjs-node | tfjs-node-gpu) ;;
  *) echo "expected tfjs-node or tfjs-node-gpu, got '$name'" >&2 && exit 2 ;;
esac
if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo "expected Linux on x86_64, got $(uname -sm): npm install @tensorflow/$name, which downloads its library" >&2 && exit 1
fi
for tool in g++ unzip "${PYTHON:-python3}"; do
  command -v "$tool" > /dev/null || { echo "expected $tool on the PATH: install it" >&2 && exit 1; }
done

# 1. TensorFlow's library and its headers, out of the wheel. libtensorflow_cc has the C interface in it.
key=$cache/${wheel//-/_}-$tensorflow
if [ ! -d "$key" ]; then
  mkdir -p "$cache"
  part=$(mktemp -d "$cache/part-XXXXXX")
  trap 'rm -rf "$part"' EXIT
  "${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --python-version 3.11 --platform manylinux2014_x86_64 --dest "$part" "$wheel==$tensorflow"
  unzip -q "$part"/*.whl 'tensorflow/libtensorflow*' 'tensorflow/include/*' -d "$part/unpacked"
  mv -T "$part/unpacked" "$key" 2> /dev/null || [ -d "$key" ] # another process may have been faster
fi

# 2. The package, without the script that downloads, and Node's headers.
cd "$project"
npm install --no-save --no-audit --no-fund --ignore-scripts "@tensorflow/$name@4.22.0" node-api-headers@1.9.0
package=$project/node_modules/@tensorflow/$name headers=$project/node_modules/node-api-headers/include
[ -d "$package" ] || { echo "npm $(npm --version) did not install @tensorflow/$name into $project" >&2 && exit 1; }
mkdir -p "$package/deps/lib" "$package/lib/napi-v8"
ln -sfn "$key/tensorflow/include" "$package/deps/include"
for library in cc framework; do ln -sf "$key/tensorflow/libtensorflow_$library.so.2" "$package/deps/lib/"; done
ln -sf libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
ln -sf libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"

# 3. The addon. Node-API 8 is the newest that the package knows, which is where it looks under every Node from 16 on.
cd "$package"
g++ -shared -fPIC -O2 -std=c++17 -DNAPI_VERSION=8 -DBUILDING_NODE_EXTENSION -I.. -Ideps/include -I"$headers" \
  binding/tfjs_backend.cc binding/tfjs_binding.cc -Ldeps/lib -Wl,-rpath,'$ORIGIN/../../deps/lib' \
  -ltensorflow -ltensorflow_framework -o lib/napi-v8/tfjs_binding.node

# 4. Does it compute? Node from 23 on lacks two functions that the package calls; sap-atari adds them as well.
cd "$project"
TF_CPP_MIN_LOG_LEVEL=1 node -e "
const util = require('util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/$name');
tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync().forEach((x) => require('assert').equal(x, 3));
console.log('@tensorflow/$name', tf.version['tfjs-node'], 'with TensorFlow', tf.backend().binding.TF_Version, 'computes');
"
