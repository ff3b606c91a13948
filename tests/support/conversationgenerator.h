// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QString>

namespace support {

/// Makes random requests and answers out of what both dialects can say. Equal seeds make equal
/// ones.
class ConversationGenerator final
{
public:
    explicit ConversationGenerator(quint32 seed)
        : m_random(seed)
    { }

    bool coin() { return m_random.bounded(2) == 0; }
    int upTo(int most) { return m_random.bounded(most + 1); }
    QString text();
    QString name() { return QStringLiteral("tool_%1").arg(m_random.bounded(5)); }
    QString id();
    QJsonValue value(int depth = 0);
    QJsonObject object(int depth = 0);
    /// Of a tool\'s input or an answer, as strict as both dialects have it.
    QJsonObject schema();
    QJsonObject anthropicRequest();
    QJsonObject openAiRequest();
    QJsonObject anthropicAnswer();

private:
    QJsonArray anthropicTurn(bool isLast);
    void appendOpenAiTurn(QJsonArray &messages);
    void addSampling(QJsonObject &request, const char *stop);

    QRandomGenerator m_random;
    int m_ids = 0;
};

/// A QString of an ASCII literal, for JSON names.
[[nodiscard]] QString key(const char *name);

} // namespace support
