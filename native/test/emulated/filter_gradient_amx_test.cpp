// The AMX filter gradients with emulated tiles and intrinsics against a float64 sum. Exit code 1 when one is off.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "convolution/filter_gradient_amx.hpp"
#include "cpu/threads.hpp"

using namespace llmsegnet;

namespace {

double widen(BFloat16 value) {
    const uint32_t word = uint32_t(value.bits) << 16;
    float result;
    std::memcpy(&result, &word, 4);
    return result;
}

std::vector<BFloat16> randomValues(size_t count, std::mt19937& random) {
    std::uniform_real_distribution<float> uniform(-0.5f, 0.5f);
    // 32 elements more: the pool promises kernels a readable tail.
    std::vector<BFloat16> values(count + 32, BFloat16{0});
    for (size_t i = 0; i < count; i++) {
        const float value = uniform(random);
        uint32_t word;
        std::memcpy(&word, &value, 4);
        values[i].bits = uint16_t(word >> 16);
    }
    return values;
}

std::vector<double> reference(const ConvolutionGeometry& g, const std::vector<BFloat16>& x, const std::vector<BFloat16>& dy) {
    std::vector<double> sums(g.filterElements());
    const int k = g.axes[0].filter, stride = g.axes[0].stride, pad = g.axes[0].padBefore;
    const int od = g.axes[0].out(), oh = g.axes[1].out(), ow = g.axes[2].out();
    for (int n = 0; n < g.batch; n++)
        for (int d = 0; d < od; d++)
            for (int h = 0; h < oh; h++)
                for (int w = 0; w < ow; w++)
                    for (int tap = 0; tap < k * k * k; tap++) {
                        const int z = d * stride + tap / (k * k) - pad, y = h * stride + tap / k % k - pad, v = w * stride + tap % k - pad;
                        if (z < 0 || z >= g.axes[0].in || y < 0 || y >= g.axes[1].in || v < 0 || v >= g.axes[2].in) continue;
                        const BFloat16* xs = &x[(((size_t(n) * g.axes[0].in + z) * g.axes[1].in + y) * g.axes[2].in + v) * g.inChannels];
                        const BFloat16* dys = &dy[(((size_t(n) * od + d) * oh + h) * ow + w) * g.outChannels];
                        for (int i = 0; i < g.inChannels; i++)
                            for (int o = 0; o < g.outChannels; o++)
                                sums[(size_t(tap) * g.inChannels + i) * g.outChannels + o] += widen(xs[i]) * widen(dys[o]);
                    }
    return sums;
}

bool check(int filter, int batch, int depth, int height, int width, int inChannels, int outChannels, std::mt19937& random) {
    const int stride = filter == 3 ? 1 : 2, pad = filter == 3 ? 1 : 0;
    const int numbers[21] = {batch,  depth,  height, width, inChannels, outChannels, filter, filter, filter, stride, stride,
                             stride, 1,      1,      1,     pad,        pad,         pad,    pad,    pad,    pad};
    const auto g = ConvolutionGeometry::parse(numbers, 21);
    const auto x = randomValues(g.inElements(), random), dy = randomValues(g.outElements(), random);
    std::vector<float> result(g.filterElements(), NAN);
    if (filter == 3) amxFilterGradient3(g, x.data(), dy.data(), result.data());
    else amxFilterGradient2(g, x.data(), dy.data(), result.data());
    const auto expected = reference(g, x, dy);
    double worst = 0, scale = 0;
    for (size_t i = 0; i < result.size(); i++) {
        worst = std::isnan(result[i]) ? INFINITY : std::max(worst, std::abs(result[i] - expected[i]));
        scale = std::max(scale, std::abs(expected[i]));
    }
    const bool good = worst <= 2e-5 * scale;
    std::printf("%s %dx%dx%d of %d x %dx%dx%d, %d -> %d channels: largest error %.1e of %.1e\n", good ? "ok  " : "FAIL", filter, filter,
                filter, batch, depth, height, width, inChannels, outChannels, worst, scale);
    return good;
}

}  // namespace

int main() {
    std::mt19937 random(1);
    int failed = 0, passed = 0;
    const auto count = [&](bool good) { good ? passed++ : failed++; };
    for (int threadCount : {1, 2, 3}) {
        setThreads(threadCount);
        for (int in : {16, 32, 80})
            for (int out : {16, 32, 48, 96}) {
                count(check(3, 2, 3, 5, 7, in, out, random));
                count(check(2, 3, 6, 4, 10, in, out, random));
            }
        count(check(3, 1, 9, 40, 33, 16, 16, random));
        count(check(3, 3, 20, 12, 40, 32, 16, random));
        count(check(3, 1, 30, 30, 30, 64, 80, random));
        count(check(2, 1, 5, 7, 9, 16, 16, random));
        count(check(2, 1, 24, 30, 70, 16, 32, random));
    }
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
