// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelstrength.h"

#include "proxy/models/modelname.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

int levelOf(const ModelNameView &name, const QByteArray &effort)
{
    if (const int own = effortRank(name.suffix); own >= 0)
        return own;
    const int asked = effortRank(effort);
    return asked >= 0 ? asked : effortRank("medium");
}

int sign(auto difference)
{
    return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

} // namespace

int effortRank(QByteArrayView level)
{
    constexpr std::array<QByteArrayView, 7> kLevels {"none", "minimal", "low", "medium",
                                                     "high", "xhigh",   "max"};
    const auto *const at = std::find(kLevels.begin(), kLevels.end(), level);
    return at == kLevels.end() ? -1 : static_cast<int>(at - kLevels.begin());
}

int compareStrength(const ModelTable &table, const QByteArray &from, const QByteArray &to,
                    const QByteArray &effort)
{
    if (from == to)
        return 0;
    const ModelNameView before = splitModelName(from);
    const ModelNameView after = splitModelName(to);
    const int levels = sign(levelOf(after, effort) - levelOf(before, effort));
    if (before.base == after.base)
        return levels;
    const auto first = table.findOrAssume(from);
    const auto second = table.findOrAssume(to);
    if (!first || !second)
        return 0;
    if (undatedModel(first->id) == undatedModel(second->id))
        return levels;
    const bool haveClasses =
        first->tier != ModelTier::Unknown && second->tier != ModelTier::Unknown;
    if (haveClasses && first->tier != second->tier)
        return first->tier < second->tier ? 1 : -1;
    if (haveClasses && first->version > 0 && second->version > 0
        && first->version != second->version)
        return sign(second->version - first->version);
    if (!first->price.output || !second->price.output)
        return 0;
    const int prices = sign(*second->price.output - *first->price.output);
    return prices != 0 ? prices : levels;
}

} // namespace proxy
