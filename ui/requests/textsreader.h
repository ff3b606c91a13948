// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/source/routeclient.h"

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace ui {

/// One body of a request or an answer, as far as the proxy keeps it.
struct BodyText
{
    QByteArray text; ///< UTF-8; credentials are masked
    qint64 size = 0; ///< of the whole body
    bool isCut = false; ///< it was longer than what is kept
    bool isOver = false; ///< nothing follows
    bool isUnread = false; ///< it is compressed, or no text
};

struct ExchangeBodies
{
    BodyText request;
    BodyText answer;
};

/// Fetches the bodies of one exchange from the proxy, which keeps them in memory only and only when
/// the user wants that. While an answer is open, what has come is fetched ten times a second.
class TextsReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TextsReader)

public:
    enum class State {
        Nothing, ///< no exchange is watched
        Asking,
        Kept, ///< bodies() has what has come
        NotKept, ///< the setting is off, or newer ones took its room
        Failed, ///< the proxy did not answer
    };
    /// The bodies of a file that was opened; an exchange that is not in it has none.
    using File = QHash<QByteArray, ExchangeBodies>;

    explicit TextsReader(const ProxySource &source, QObject *parent = nullptr);

    /// Answers from @p file in place of the proxy.
    void setFile(std::shared_ptr<const File> file) { m_file = std::move(file); }
    /// Begins with another exchange. Of the same one nothing begins anew.
    void watch(const QByteArray &id);
    void stop();
    /// Fetches the whole bodies of an exchange once; nullopt: they are not kept.
    void fetch(const QByteArray &id,
               std::function<void(const std::optional<ExchangeBodies> &)> done);

    [[nodiscard]] const QByteArray &id() const { return m_id; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const ExchangeBodies &bodies() const { return m_bodies; }

Q_SIGNALS:
    /// The state has changed, or more has come.
    void changed();

private:
    void ask();
    void take(const QByteArray &id, const proxy::Result<QJsonObject> &answer);

    RouteClient m_client;
    std::shared_ptr<const File> m_file;
    QTimer m_next;
    QByteArray m_id;
    State m_state = State::Nothing;
    ExchangeBodies m_bodies;
    qint64 m_requestFrom = 0;
    qint64 m_answerFrom = 0;
};

} // namespace ui
