// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/agentdialogue.h"

#include "app/demo/quotedjson.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace app {

QByteArray nextToolTurn(const QByteArray &eventStream, const QByteArray &result)
{
    QJsonObject block;
    QByteArray input;
    const QList<QByteArray> lines = eventStream.split('\n');
    for (const QByteArray &line : lines) {
        if (!line.startsWith("data: "))
            continue;
        const QJsonObject event = QJsonDocument::fromJson(line.mid(6)).object();
        const QJsonObject started = event[QLatin1StringView("content_block")].toObject();
        if (started[QLatin1StringView("type")].toString() == QLatin1StringView("tool_use"))
            block = started;
        input += event[QLatin1StringView("delta")][QLatin1StringView("partial_json")]
                     .toString()
                     .toUtf8();
    }
    if (block.isEmpty())
        return {};
    block[QLatin1StringView("input")] = QJsonDocument::fromJson(input).object();
    const QByteArray id = block[QLatin1StringView("id")].toString().toUtf8();
    return R"(,{"role":"assistant","content":[)"
           + QJsonDocument(block).toJson(QJsonDocument::Compact)
           + R"(]},{"role":"user","content":[{"type":"tool_result","tool_use_id":")" + id
           + R"(","content":)" + quoted(result) + "}]}";
}

} // namespace app
