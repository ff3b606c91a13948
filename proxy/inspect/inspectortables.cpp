// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/inspectortables.h"

#include <QFile>

namespace proxy {

Result<InspectorTables> loadInspectorTables()
{
    QFile file(QStringLiteral(":/llm-proxy/harness-envelopes.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::unexpected(
            Error {.code = ErrorCode::InvalidConfig,
                   .detail = Text::english("%1: %2", {file.fileName(), file.errorString()})});
    }
    auto envelopes = HarnessEnvelopes::fromJson(file.readAll());
    if (!envelopes)
        return tl::unexpected(envelopes.error());
    return InspectorTables {.envelopes = std::move(*envelopes), .hash = {}};
}

} // namespace proxy
