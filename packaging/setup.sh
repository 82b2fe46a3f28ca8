#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/setup.sh [--cuda]: installs what a build of Neurograft needs on Debian 12+ or Ubuntu 24.04+.
#   1. Debian packages that are missing, with apt-get (as root, or through sudo).
#   2. LibTorch 2.11.0, taken from the Python package registry as plain files, hash-checked and unpacked once into
#      ${XDG_CACHE_HOME:-~/.cache}/neurograft/libtorch-2.11.0. Python fetches the files; nothing of ours runs Python later.
# --cuda adds the GPU half of LibTorch (about 2 GB to download, 3.6 GB unpacked; the machine's NVIDIA driver is not touched).
# NEUROGRAFT_TORCH_DIR=<folder> skips step 2 and uses a LibTorch that is already there.
# Running it again costs nothing and needs neither root nor a network.
set -euo pipefail

torch_version=2.11.0
say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# ---- what LibTorch consists of: "package==version sha256" -----------------------------------------------------------
cpu_wheels=(
    "torch==2.11.0 7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a"
    "nvidia-cuda-runtime==13.0.96 7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548"
    "nvidia-cuda-cupti==13.0.85 4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8"
)
cuda_wheels=( # the libraries that libtorch_cuda of this version is linked against
    "nvidia-cublas==13.1.0.3 ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171"
    "nvidia-cufft==12.0.0.61 6c44f692dce8fd5ffd3e3df134b6cdb9c2f72d99cf40b62c32dde45eea9ddad3"
    "nvidia-cufile==1.15.1.6 08a3ecefae5a01c7f5117351c64f17c7c62efa5fffdbe24fc7d298da19cd0b44"
    "nvidia-curand==10.4.0.35 1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc"
    "nvidia-cusolver==12.0.4.66 0a759da5dea5c0ea10fd307de75cdeb59e7ea4fcb8add0924859b944babf1112"
    "nvidia-cusparse==12.6.3.3 2b3c89c88d01ee0e477cb7f82ef60a11a4bcd57b6b87c33f789350b59759360b"
    "nvidia-nvjitlink==13.0.88 13a74f429e23b921c1109976abefacc69835f2f433ebd323d3946e11d804e47b"
    "nvidia-cuda-nvrtc==13.0.88 ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575"
    "nvidia-cudnn-cu13==9.19.0.56 d20e1734305e9d68889a96e3f35094d733ff1f83932ebe462753973e53a572bf"
    "nvidia-cusparselt-cu13==0.8.0 25e30a8a7323935d4ad0340b95a0b69926eee755767e8e0b1cf8dd85b197d3fd"
    "nvidia-nccl-cu13==2.28.9 e4553a30f34195f3fa1da02a6da3d6337d28f2003943aa0a3d247bbc25fefc42"
    "nvidia-nvshmem-cu13==3.4.5 290f0a2ee94c9f3687a02502f3b9299a9f9fe826e6d0287ee18482e78d495b80"
)

# ---- Debian packages: "a|b" means whichever this release has --------------------------------------------------------
packages=(g++ cmake ninja-build ccache unzip
    qt6-base-dev "qt6-svg-dev|libqt6svg6-dev" libqcustomplot-dev libgl1-mesa-dev libvulkan-dev
    libhdf5-dev nlohmann-json3-dev libcli11-dev zlib1g-dev
    libpcre2-dev libutf8proc-dev libsentencepiece-dev
    bubblewrap xvfb xauth poppler-utils)

is_installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

any_installed() { # any_installed "a|b"
    local name
    for name in ${1//|/ }; do
        if is_installed "$name"; then return 0; fi
    done
    return 1
}

first_offered() { # the first of "a|b" that apt knows; the first name when it knows none
    local name
    for name in ${1//|/ }; do
        if [[ -n "$(apt-cache madison "$name" 2>/dev/null)" ]]; then printf '%s' "$name"; return; fi
    done
    printf '%s' "${1%%|*}"
}

run_as_root() {
    if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

install_packages() { # install_packages name…: only what is missing, and only then with root rights
    local missing=() name
    for name in "$@"; do
        if ! any_installed "$name"; then missing+=("$name"); fi
    done
    if [[ ${#missing[@]} -eq 0 ]]; then return; fi
    if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
        fail "these packages are missing and need root or sudo to install: ${missing[*]//|/ or }."
    fi
    say "installing Debian packages: ${missing[*]//|/ or }"
    if ! run_as_root apt-get update -qq; then
        fail "apt-get update failed; the package lists could not be read (no network, or no right to use sudo?)."
    fi
    local chosen=()
    for name in "${missing[@]}"; do chosen+=("$(first_offered "$name")"); done
    if ! run_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${chosen[@]}" >&2; then
        fail "apt-get could not install: ${chosen[*]} (see its message above)."
    fi
}

# ---- LibTorch -------------------------------------------------------------------------------------------------------
cpu_is_complete() {
    [[ -e "$1/torch/include/ATen/core/Tensor.h" && -e "$1/torch/lib/libtorch_cpu.so" && -e "$1/torch/lib/libc10.so" &&
        -e "$1/nvidia/cu13/lib/libcudart.so.13" && -e "$1/nvidia/cu13/lib/libcupti.so.13" ]]
}

cuda_is_complete() {
    [[ -e "$1/torch/lib/libtorch_cuda.so" && -e "$1/nvidia/cudnn/lib/libcudnn.so.9" &&
        -e "$1/nvidia/nccl/lib/libnccl.so.2" && -e "$1/nvidia/nvshmem/lib/libnvshmem_host.so.3" ]]
}

find_pip() { # sets pip to an interpreter whose pip module works
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then pip=("$python" -m pip); return 0; fi
    done
    return 1
}

require_free_mb() { # require_free_mb folder megabytes
    local free_kb
    free_kb=$(df -Pk "$1" | awk 'NR == 2 { print $4 }')
    if ((free_kb / 1024 < $2)); then
        fail "LibTorch needs $2 MB of free disk space in $1, there are $((free_kb / 1024)) MB; free some, or set XDG_CACHE_HOME to another disk."
    fi
}

download_and_unpack() { # download_and_unpack "package==version sha256" into: fetch one wheel, check it, unpack what is needed
    local package=${1% *} sha256=${1#* } into=$2 wheel patterns
    say "  $package"
    # --no-cache-dir: pip's own copy of a 500 MB wheel would stay in the user's cache beside ours.
    if ! TMPDIR="$into/pip" "${pip[@]}" download --quiet --no-cache-dir --disable-pip-version-check --no-deps --only-binary=:all: \
        --python-version 3.11 --implementation cp --abi cp311 --abi none \
        --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_25_x86_64 \
        --platform manylinux_2_18_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
        -d "$into/wheels" "$package" >&2; then
        fail "$package could not be downloaded (see pip's message above; is there a network?)."
    fi
    wheel=("$into"/wheels/*.whl)
    if ! printf '%s  %s\n' "$sha256" "${wheel[0]}" | sha256sum --check --status; then
        fail "$(basename "${wheel[0]}") is not the expected file: its SHA-256 differs from $sha256."
    fi
    patterns=('nvidia/*/lib/*.so*' '*.dist-info/licenses/*' '*.dist-info/License*')
    if [[ $package == torch==* ]]; then
        patterns=('torch/include/*' torch/lib/libtorch_cpu.so torch/lib/libc10.so torch/lib/libgomp.so.1 '*.dist-info/licenses/*')
        if [[ $want_cuda == yes ]]; then patterns+=('torch/lib/*cuda*.so' torch/lib/libtorch_nvshmem.so torch/lib/libcaffe2_nvrtc.so); fi
    fi
    # unzip ends with 11 when one of several patterns matches nothing, which is fine here: completeness is checked at the end
    unzip -q -o "${wheel[0]}" "${patterns[@]}" -d "$into/root" >/dev/null 2>&1 || [[ $? -eq 11 ]] ||
        fail "$(basename "${wheel[0]}") could not be unpacked into $into (is the disk full?)."
    rm -f "${wheel[0]}"
}

install_torch() {
    local cache="${XDG_CACHE_HOME:-${HOME:?setup: HOME is not set}/.cache}/neurograft"
    local target="$cache/libtorch-$torch_version"
    if cpu_is_complete "$target" && { [[ $want_cuda == no ]] || cuda_is_complete "$target"; }; then
        say "LibTorch $torch_version is in $target"
        return
    fi
    [[ "$(uname -m)" == x86_64 ]] || fail "LibTorch is fetched for x86_64 only, this machine is $(uname -m); pass -DNEUROGRAFT_TORCH_DIR=<folder> to cmake instead."
    mkdir -p "$cache" || fail "the folder $cache could not be made."
    exec 8>"$cache/.setup.lock"
    if ! flock -n 8; then
        say "waiting for another setup to finish"
        flock 8
        if cpu_is_complete "$target" && { [[ $want_cuda == no ]] || cuda_is_complete "$target"; }; then return; fi
    fi
    if [[ $want_cuda == yes ]]; then require_free_mb "$cache" 5500; else require_free_mb "$cache" 1800; fi
    if ! find_pip; then
        install_packages python3 python3-pip
        find_pip || fail "python3 -m pip does not work, although python3-pip is installed."
    fi

    local wheels=("${cpu_wheels[@]}")
    if [[ $want_cuda == yes ]]; then wheels+=("${cuda_wheels[@]}"); fi
    work="$cache/.libtorch-$torch_version.$$"
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/pip" "$work/root"
    say "fetching LibTorch $torch_version (${#wheels[@]} files; once) into $target"
    local wheel
    for wheel in "${wheels[@]}"; do download_and_unpack "$wheel" "$work"; done
    cpu_is_complete "$work/root" || fail "LibTorch was unpacked incompletely in $work; run packaging/setup.sh again."
    [[ $want_cuda == no ]] || cuda_is_complete "$work/root" || fail "the GPU half of LibTorch was unpacked incompletely; run packaging/setup.sh --cuda again."
    if [[ -e "$target" ]]; then mv "$target" "$work/old"; fi
    mv "$work/root" "$target"
    say "LibTorch $torch_version is in $target"
}

# ---- main -----------------------------------------------------------------------------------------------------------
want_cuda=no
for argument in "$@"; do
    case $argument in
    --cuda) want_cuda=yes ;;
    -h | --help)
        sed -n '3,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    *) fail "unknown option $argument; the only option is --cuda." ;;
    esac
done

[[ "$(uname -s)" == Linux ]] || fail "only Linux is supported, this is $(uname -s)."
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    fail "only Debian and Ubuntu are supported (apt-get is missing); install the packages listed in README.md by hand and pass -DNEUROGRAFT_TORCH_DIR=<folder> to cmake."
fi

say "checking Debian packages"
install_packages "${packages[@]}"
cmake_version=$(cmake --version | awk 'NR == 1 { print $3 }')
if [[ "$(printf '3.25\n%s\n' "$cmake_version" | sort -V | head -n 1)" != 3.25 ]]; then
    fail "CMake 3.25 or newer is needed, this release has $cmake_version; use Debian 12, Ubuntu 24.04 or newer, or put a newer cmake first in PATH."
fi
if [[ -n "${NEUROGRAFT_TORCH_DIR:-}" ]]; then
    [[ -d $NEUROGRAFT_TORCH_DIR ]] || fail "NEUROGRAFT_TORCH_DIR names no folder: $NEUROGRAFT_TORCH_DIR."
    say "using the LibTorch in $NEUROGRAFT_TORCH_DIR"
else
    install_torch
fi
say "done"
