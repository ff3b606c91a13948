// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace proxy {

/// A parsed llm-proxy.json that still knows on which line each value stands.
struct JsonFile
{
    struct Fault
    {
        Said problem;
        int line = 0;
    };

    QJsonObject root;
    QHash<QString, int> lines; ///< "server.port", "router.rules[1].id" → line of its value
    QStringList repeated; ///< paths that occur more than once in their object
    std::optional<Fault> fault; ///< not JSON, or no object at its root; then all else is empty

    [[nodiscard]] int lineOf(const QString &path) const { return lines.value(path, 1); }
    /// Of the innermost part of @p path that is there: of the object, where a field is missing.
    [[nodiscard]] int lineNear(QString path) const;
};

/// Pure. Accepts a BOM.
[[nodiscard]] JsonFile parseJsonFile(const QByteArray &content);

} // namespace proxy
