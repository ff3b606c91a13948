// SPDX-License-Identifier: LicenseRef-Private
// What INSPECT and the splice of REWRITE cost on bodies like an agent's. Not a test: prints
// medians.
#include "proxy/inspect/requestinspector.h"
#include "proxy/rewrite/bodyrewriter.h"
#include "tests/bench/agentbody.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double micros(Clock::duration elapsed)
{
    return std::chrono::duration<double, std::micro>(elapsed).count();
}

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

void measure(qsizetype bytes, const proxy::InspectorTables &tables)
{
    proxy::RequestInspector inspector(tables);
    const QByteArray original = bench::agentBody(bytes);
    std::vector<double> inspects;
    std::vector<double> splices;
    const int rounds = static_cast<int>(std::max<qsizetype>(50, 400'000'000 / original.size()));
    for (int i = 0; i < std::min(rounds, 20000); ++i) {
        // The guard hands over a body of its own.
        QByteArray body(original.constData(), original.size());
        const auto begin = Clock::now();
        const proxy::RequestFacts facts = inspector.inspect(proxy::Dialect::Anthropic, body);
        const auto inspected = Clock::now();
        const auto spliced =
            proxy::spliceModel(std::move(body), facts.modelRange, "claude-haiku-4-5-20251001");
        const auto end = Clock::now();
        if (facts.userText != "Fix the parser." || spliced.body.size() < original.size())
            std::abort();
        inspects.push_back(micros(inspected - begin));
        splices.push_back(micros(end - inspected));
    }
    std::printf("%9lld bytes: inspect %8.1f us, splice %7.1f us\n",
                static_cast<long long>(original.size()), median(inspects), median(splices));
}

} // namespace

int main()
{
    const auto tables = proxy::loadInspectorTables();
    if (!tables)
        return 1;
    for (const qsizetype bytes : {1000, 200'000, 560'000, 1'000'000, 3'500'000})
        measure(bytes, *tables);
    return 0;
}
