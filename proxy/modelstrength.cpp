// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/modelstrength.h"

#include "proxy/message/modelname.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr std::array<QByteArrayView, 7> kLevels {"none", "minimal", "low", "medium",
                                                 "high", "xhigh",   "max"};
constexpr int kUsualLevel = 3;

int levelOf(const ModelName &name)
{
    const auto *at = std::find(kLevels.begin(), kLevels.end(), QByteArrayView(name.suffix));
    return at == kLevels.end() ? kUsualLevel : static_cast<int>(at - kLevels.begin());
}

int sign(auto difference)
{
    return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

} // namespace

int compareStrength(const ModelTable &table, const QByteArray &from, const QByteArray &to)
{
    const ModelName before = parseModelName(from);
    const ModelName after = parseModelName(to);
    const auto first = table.find(from);
    const auto second = table.find(to);
    const bool isSame = before.base == after.base || (first && second && first->id == second->id);
    if (isSame)
        return sign(levelOf(after) - levelOf(before));
    if (!first || !second || !first->price.output || !second->price.output)
        return 0;
    if (*first->price.output == *second->price.output)
        return sign(levelOf(after) - levelOf(before));
    return sign(*second->price.output - *first->price.output);
}

} // namespace proxy
