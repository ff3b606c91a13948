// SPDX-License-Identifier: LicenseRef-Private
// The readers of files that people write: .env and llm-proxy.json.
#include "proxy/config/dotenvfile.h"
#include "proxy/config/jsonfile.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const QByteArray content(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    const auto dotEnv = proxy::parseDotEnv(content);
    for (const auto &entry : dotEnv.entries)
        Q_ASSERT(!entry.key.isEmpty() && entry.line > 0);
    const auto json = proxy::parseJsonFile(content);
    const int lines = 1 + static_cast<int>(content.count('\n'));
    for (auto line = json.lines.begin(); line != json.lines.end(); ++line)
        Q_ASSERT(line.value() > 0 && line.value() <= lines);
    // Every member of the root must have been met on the walk.
    for (const QString &key : json.root.keys())
        Q_ASSERT(json.lines.contains(key) || key.size() > 200 || key.isEmpty());
    return 0;
}
