#!/usr/bin/env bash
# Every comparison that the engine has targets for, appended to RESULTS.md: bash bench/targets.sh PYTHON (a Python with a current PyTorch).
# Run nothing else meanwhile. AVX2 is measured by hiding newer instructions from our engine, and from oneDNN in both.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:?"usage: bash bench/targets.sh PYTHON"}
modes=native-float32,native-direct,native-bfloat16,torch-float32,torch-bfloat16

npm run bench -- --workload vnet --shapes 1x112x112x80,4x32x48x32 --modes $modes --python "$python"
npm run bench -- --workload cotraining --shapes 4x32x48x32 --modes $modes --python "$python"
npm run bench -- --workload cotraining --shapes 4x112x112x80 --modes native-float32,native-direct,torch-float32 --python "$python" --rounds 2 --steps 2
npm run bench -- --workload inference --shapes 4x32x48x32,4x112x112x80 --modes native-float32,native-direct,torch-float32 --python "$python" --rounds 2 --steps 2
LLMSEGNET_ISA=avx2 ONEDNN_MAX_CPU_ISA=AVX2 npm run bench -- --workload vnet --shapes 1x112x112x80,4x32x48x32 --modes native-float32,native-direct
node bench/profile.mjs --threads 1
node bench/profile.mjs --threads 1 --shape 4x32x48x32
node bench/gradient-noise.mjs
