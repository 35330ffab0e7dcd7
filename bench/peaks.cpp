// What this machine can do at most, as one line of JSON: multiply-add rates (GFLOPS) and memory bandwidth (GB/s) with the given
// number of threads. Every function is compiled for its own instruction set and called only where the processor has that.
//   g++ -O3 -pthread bench/peaks.cpp -o peaks && ./peaks 2
#include <cpuid.h>
#include <immintrin.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

namespace {

constexpr int kRepeats = 5;
constexpr int kAccumulators = 12;

/// Seconds that `work(thread)` takes on all threads together; the best of several runs.
double bestSeconds(int threads, const std::function<void(int)>& work) {
    double best = 1e30;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::thread> others;
        for (int t = 1; t < threads; ++t) others.emplace_back(work, t);
        work(0);
        for (auto& other : others) other.join();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

__attribute__((target("avx2,fma"))) void multiplyAddAvx2(long count) {
    __m256 sums[kAccumulators];
    for (auto& sum : sums) sum = _mm256_set1_ps(0.1f);
    const __m256 factor = _mm256_set1_ps(0.999f), term = _mm256_set1_ps(0.001f);
    for (long k = 0; k < count; ++k) {
        for (auto& sum : sums) sum = _mm256_fmadd_ps(sum, factor, term);
    }
    for (auto& sum : sums) asm volatile("" : : "x"(sum));
}

__attribute__((target("avx512f"))) void multiplyAddAvx512(long count) {
    __m512 sums[kAccumulators];
    for (auto& sum : sums) sum = _mm512_set1_ps(0.1f);
    const __m512 factor = _mm512_set1_ps(0.999f), term = _mm512_set1_ps(0.001f);
    for (long k = 0; k < count; ++k) {
        for (auto& sum : sums) sum = _mm512_fmadd_ps(sum, factor, term);
    }
    for (auto& sum : sums) asm volatile("" : : "v"(sum));
}

__attribute__((target("avx512f,avx512bf16"))) void dotBf16Avx512(long count) {
    __m512 sums[kAccumulators];
    for (auto& sum : sums) sum = _mm512_set1_ps(0.1f);
    const auto a = (__m512bh)_mm512_set1_epi16(0x3f7f), b = (__m512bh)_mm512_set1_epi16(0x3a83);
    for (long k = 0; k < count; ++k) {
        for (auto& sum : sums) sum = _mm512_dpbf16_ps(sum, a, b);
    }
    for (auto& sum : sums) asm volatile("" : : "v"(sum));
}

struct alignas(64) TileConfiguration {
    std::uint8_t palette = 1, startRow = 0, reserved[14] = {};
    std::uint16_t bytesPerRow[16] = {};
    std::uint8_t rows[16] = {};
};

__attribute__((target("amx-tile,amx-bf16"))) void dotBf16Amx(long count) {
    TileConfiguration configuration;
    for (int tile = 0; tile < 8; ++tile) {
        configuration.bytesPerRow[tile] = 64;
        configuration.rows[tile] = 16;
    }
    alignas(64) std::uint16_t operands[512] = {};
    // GCC 12's _tile_loadconfig tells the compiler that 8 of the 64 bytes are read.
    asm volatile("ldtilecfg %0" : : "m"(configuration) : "memory");
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    _tile_loadd(4, operands, 64);
    _tile_loadd(5, operands, 64);
    _tile_loadd(6, operands, 64);
    _tile_loadd(7, operands, 64);
    for (long k = 0; k < count; ++k) {
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_release();
}

__attribute__((target("avx2"))) void readAvx2(const float* from, long count) {
    __m256 sums[4] = {};
    for (long i = 0; i < count; i += 32) {
        for (int k = 0; k < 4; ++k) sums[k] = _mm256_add_ps(sums[k], _mm256_load_ps(from + i + 8 * k));
    }
    for (auto& sum : sums) asm volatile("" : : "x"(sum));
}

__attribute__((target("avx2"))) void copyAvx2(const float* from, float* to, long count) {
    for (long i = 0; i < count; i += 8) _mm256_store_ps(to + i, _mm256_load_ps(from + i));
}

__attribute__((target("avx2"))) void streamAvx2(const float* from, float* to, long count) {
    for (long i = 0; i < count; i += 8) _mm256_stream_ps(to + i, _mm256_load_ps(from + i));
    _mm_sfence();
}

bool hasAmx() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    constexpr unsigned kAmxBf16 = 1u << 22, kAmxTile = 1u << 24;
    constexpr long kRequestPermission = 0x1023, kTileData = 18;
    return (d & kAmxBf16) && (d & kAmxTile) && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

float* mapHuge(std::size_t bytes) {
    void* block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        std::fprintf(stderr, "cannot map %zu bytes\n", bytes);
        std::exit(1);
    }
    madvise(block, bytes, MADV_HUGEPAGE);
    return static_cast<float*>(block);
}

}  // namespace

int main(int argc, char** argv) {
    const int threads = argc > 1 ? std::atoi(argv[1]) : static_cast<int>(std::thread::hardware_concurrency());
    if (threads < 1 || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        std::fprintf(stderr, "needs AVX2, FMA and at least one thread\n");
        return 1;
    }
    const auto gigaflops = [threads](void (*kernel)(long), long count, double flopsEach) {
        return count * flopsEach * threads / bestSeconds(threads, [&](int) { kernel(count); }) / 1e9;
    };
    double fp32 = gigaflops(multiplyAddAvx2, 10'000'000, kAccumulators * 16.0);
    if (__builtin_cpu_supports("avx512f")) {
        fp32 = std::max(fp32, gigaflops(multiplyAddAvx512, 10'000'000, kAccumulators * 32.0));
    }
    double bf16 = 0;
    if (__builtin_cpu_supports("avx512bf16")) bf16 = gigaflops(dotBf16Avx512, 5'000'000, kAccumulators * 64.0);
    if (hasAmx()) bf16 = std::max(bf16, gigaflops(dotBf16Amx, 3'000'000, 4 * 2.0 * 16 * 16 * 32));

    constexpr long kFloats = 64L << 20;
    float* from = mapHuge(kFloats * sizeof(float));
    float* to = mapHuge(kFloats * sizeof(float));
    const long part = kFloats / threads / 32 * 32;
    std::fill(from, from + kFloats, 1.0f);
    std::fill(to, to + kFloats, 1.0f);
    const auto gigabytes = [&](double bytesEach, const std::function<void(long)>& work) {
        return part * threads * bytesEach / bestSeconds(threads, [&](int thread) { work(part * thread); }) / 1e9;
    };
    const double read = gigabytes(4, [&](long at) { readAvx2(from + at, part); });
    const double copy = gigabytes(8, [&](long at) { copyAvx2(from + at, to + at, part); });
    const double stream = gigabytes(8, [&](long at) { streamAvx2(from + at, to + at, part); });
    std::printf(R"({"threads":%d,"fp32":%.1f,"bf16":%.1f,)", threads, fp32, bf16);
    std::printf(R"("read":%.1f,"copy":%.1f,"stream":%.1f})", read, copy, stream);
}
