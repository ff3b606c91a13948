// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace proxy {

/// A parsed llm-proxy.json and the line of each of its values.
struct JsonFile
{
    struct Fault
    {
        Text problem;
        int line = 0;
    };

    QJsonObject root;
    QHash<QString, int> lines; ///< "server.port", "router.rules[1].id" → line of its value
    QStringList repeated; ///< paths of members that occur more than once in their object
    /// The text is not JSON or its root is no object; then all else is empty.
    std::optional<Fault> fault;

    /// The line of a value; 1 when there is no such value.
    [[nodiscard]] int lineOf(const QString &path) const { return lines.value(path, 1); }
    /// The line of the innermost existing part of @p path: of the object, when a member is missing.
    [[nodiscard]] int lineNear(QString path) const;
};

/// Parses the content of a JSON file; a BOM is accepted. Pure.
[[nodiscard]] JsonFile parseJsonFile(const QByteArray &content);

} // namespace proxy
