#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// Ways to compute one convolution. Direct takes the processor's bfloat16 arithmetic for bfloat16 storage where it has some; Widened computes
/// that in float32.
enum class Way { Direct, Widened, Winograd };
enum class Direction { Forward, BackwardData, BackwardFilter };
/// How a way is chosen where there are several: by a measurement of each shape, or always the same.
enum class Preference { Measured, Direct, Winograd };

const char* nameOf(Way way);
/// Throws std::invalid_argument for an unknown name.
Way wayNamed(const std::string& name);
Preference preferenceNamed(const std::string& name);
const char* nameOf(Preference preference);

/// One convolution to choose a way for. `name()` is its key in what is recorded: "forward 1x80x112x112 16>16 3x3x3/1 float32".
struct ConvolutionCase {
    Direction direction;
    ConvolutionGeometry geometry;
    ElementType type;
    std::string name() const;
};

/// The first preference is LLMSEGNET_CONVOLUTION (measured, direct or winograd), else Measured.
Preference preference();
void setPreference(Preference preference);

/// Runs one way of a case on storages of its own, for a measurement.
using RunWay = std::function<void(const ConvolutionGeometry&, Way)>;

/**
 * The way to take: of `ways` (at least one, the plainest first), what was chosen for this case before, else what is measured now on a part
 * of the shape. A process never changes its choice; not thread safe.
 */
Way chooseWay(const ConvolutionCase& which, const std::vector<Way>& ways, const RunWay& run);

/// What was measured or remembered in this process, by the names of the cases.
const std::map<std::string, Way>& choices();
/// A choice made elsewhere (a run that is resumed, this machine's cache); replaces one made here.
void rememberChoice(const std::string& name, Way way);
void forgetChoices();

}  // namespace llmsegnet
