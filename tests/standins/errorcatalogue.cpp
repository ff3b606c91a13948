// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/errorcatalogue.h"

#include "tests/standins/faultscripts.h"

#include <array>

namespace standins {

namespace {

const std::array<const ScenarioTable *, 3> &tables()
{
    static const std::array<const ScenarioTable *, 3> kTables {
        &replyScenarios(), &streamScenarios(), &transportScenarios()};
    return kTables;
}

} // namespace

std::optional<Script> scenarioScript(const QByteArray &name, ModelCall &call)
{
    if (const std::optional<StreamTiming> timing = timingPreset(name))
        return modelAnswer(call, *timing);
    for (const ScenarioTable *table : tables()) {
        const auto entry = table->constFind(name);
        if (entry != table->constEnd())
            return (*entry)(call);
    }
    return std::nullopt;
}

QList<QByteArray> catalogueNames()
{
    QList<QByteArray> names = timingPresetNames();
    for (const ScenarioTable *table : tables())
        names += table->keys();
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace standins
