#include "choice.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <stdexcept>

namespace llmsegnet {
namespace {

constexpr size_t kMeasuredWork = size_t(1) << 30;  // multiplications a measurement need not exceed
constexpr int kMeasuredPlanes = 16;
constexpr int kFewestRounds = 3, kMostRounds = 15;
constexpr double kSeconds = 0.12;  // of all rounds: short ones are repeated, since another process disturbs them most
/// A way must be this much faster than the plainer one before it.
constexpr double kWorthwhile = 0.97;

Preference initialPreference() {
    const char* named = std::getenv("LLMSEGNET_CONVOLUTION");
    return named && *named ? preferenceNamed(named) : Preference::Measured;
}

Preference& current() {
    static Preference value = initialPreference();
    return value;
}

std::map<std::string, Way>& known() {
    static std::map<std::string, Way> ways;
    return ways;
}

size_t workOf(const ConvolutionGeometry& g) { return g.outVoxels() * g.filterElements(); }

/// A part of a large convolution that behaves like the whole: one sample of it, and some planes of that.
ConvolutionGeometry partOf(ConvolutionGeometry g) {
    if (workOf(g) > kMeasuredWork) g.batch = 1;
    ConvolutionAxis& depth = g.axes[0];
    if (workOf(g) > kMeasuredWork && depth.in > kMeasuredPlanes && depth.dilation == 1 && kMeasuredPlanes % depth.stride == 0)
        depth.in = kMeasuredPlanes;
    return g;
}

double secondsOf(const RunWay& run, const ConvolutionGeometry& g, Way way) {
    const auto start = std::chrono::steady_clock::now();
    run(g, way);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Each way's best of a few rounds, in turn, so that a busy moment of the machine hits all alike.
Way fastest(const ConvolutionGeometry& part, const std::vector<Way>& ways, const RunWay& run) {
    std::vector<double> best(ways.size(), std::numeric_limits<double>::infinity());
    double spent = 0;
    for (int round = 0; round <= kMostRounds && (round <= kFewestRounds || spent < kSeconds); round++)
        for (size_t i = 0; i < ways.size(); i++) {
            const double seconds = secondsOf(run, part, ways[i]);
            spent += seconds;
            if (round > 0) best[i] = std::min(best[i], seconds);  // the first one warms up
        }
    size_t chosen = 0;
    for (size_t i = 1; i < ways.size(); i++)
        if (best[i] < best[chosen] * kWorthwhile) chosen = i;
    return ways[chosen];
}

bool offers(const std::vector<Way>& ways, Way way) { return std::find(ways.begin(), ways.end(), way) != ways.end(); }

std::string sizes(const ConvolutionGeometry& g, int32_t ConvolutionAxis::*member) {
    std::string text;
    for (const ConvolutionAxis& axis : g.axes) text += (text.empty() ? "" : "x") + std::to_string(axis.*member);
    return text;
}

}  // namespace

const char* nameOf(Way way) {
    switch (way) {
        case Way::Direct: return "direct";
        case Way::Widened: return "widened";
        default: return "winograd";
    }
}

Way wayNamed(const std::string& name) {
    for (const Way way : {Way::Direct, Way::Widened, Way::Winograd})
        if (name == nameOf(way)) return way;
    throw std::invalid_argument("unknown way '" + name + "' of a convolution, expected direct, widened or winograd");
}

const char* nameOf(Preference preference) {
    switch (preference) {
        case Preference::Measured: return "measured";
        case Preference::Direct: return "direct";
        default: return "winograd";
    }
}

Preference preferenceNamed(const std::string& name) {
    for (const Preference each : {Preference::Measured, Preference::Direct, Preference::Winograd})
        if (name == nameOf(each)) return each;
    throw std::invalid_argument("unknown choice '" + name + "' of convolutions, expected measured, direct or winograd");
}

std::string ConvolutionCase::name() const {
    static const char* const directions[] = {"forward", "backwardData", "backwardFilter"};
    const ConvolutionGeometry& g = geometry;
    return std::string(directions[int(direction)]) + " " + std::to_string(g.batch) + "x" + sizes(g, &ConvolutionAxis::in) + " " +
           std::to_string(g.inChannels) + ">" + std::to_string(g.outChannels) + " " + sizes(g, &ConvolutionAxis::filter) + "/" +
           std::to_string(g.axes[0].stride) + " " + nameOf(type);
}

Preference preference() { return current(); }
void setPreference(Preference wanted) { current() = wanted; }

Way chooseWay(const ConvolutionCase& which, const std::vector<Way>& ways, const RunWay& run) {
    if (current() == Preference::Winograd && offers(ways, Way::Winograd)) return Way::Winograd;
    if (ways.size() == 1 || current() != Preference::Measured) return ways[0];
    const std::string name = which.name();
    const auto found = known().find(name);
    if (found != known().end() && offers(ways, found->second)) return found->second;
    return known()[name] = fastest(partOf(which.geometry), ways, run);
}

const std::map<std::string, Way>& choices() { return known(); }
void rememberChoice(const std::string& name, Way way) { known()[name] = way; }
void forgetChoices() { known().clear(); }

}  // namespace llmsegnet
