// SPDX-License-Identifier: LicenseRef-Private
// Fingerprints of whatever INSPECT accepts: equal for equal bodies, no difference to itself.
#include "proxy/inspect/promptfingerprinter.h"
#include "proxy/inspect/requestinspector.h"

#include <QByteArray>

#include <array>
#include <cstdlib>

using namespace proxy;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const auto kTables = loadInspectorTables();
    static constexpr std::array kDialects {Dialect::Anthropic, Dialect::OpenAiChat,
                                           Dialect::OpenAiResponses};
    if (size < 1)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data + 1),
                          static_cast<qsizetype>(size - 1));
    RequestInspector inspector(*kTables);
    const RequestFacts facts = inspector.inspect(kDialects[data[0] % kDialects.size()], body);
    const PromptFingerprint once = fingerprintPrompt(body, facts, *kTables);
    const PromptFingerprint again = fingerprintPrompt(body, facts, *kTables);
    if (firstDifference(once, again))
        std::abort();
    for (const ByteRange &range : facts.blocks.messages) {
        if (range.begin < 0 || range.end > body.size() || range.begin > range.end)
            continue;
        const QByteArray block = canonicalBlock(body.sliced(range.begin, range.size()));
        if (block.size() > range.size())
            std::abort();
    }
    return 0;
}
