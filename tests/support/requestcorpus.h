// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace support {

/// One request as an agent sends it.
struct CorpusRequest
{
    QString name;
    proxy::Request request; ///< head with target, normalised path and headers
    QJsonObject expect {}; ///< what the inspector must find; recordings: their `analysis`
    QByteArray turn {}; ///< the type of the turn and
    QByteArray sign {}; ///< … what must tell it
};

/// The synthetic look-alikes in tests/data/requests.
[[nodiscard]] std::vector<CorpusRequest> syntheticRequests();
/// Those in tests/data/turns, one or more for each type of turn and client.
[[nodiscard]] std::vector<CorpusRequest> syntheticTurns();
/// Recorded agents' requests beside the checkout; empty where they are absent.
[[nodiscard]] std::vector<CorpusRequest> recordedRequests();

} // namespace support
