// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QObject>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>

class QNetworkReply;

namespace proxy {

struct MorphRequest
{
    QUrl url;
    QByteArray authorization;
    QByteArray body;
};

/// What came back of one attempt.
struct MorphReply
{
    int status = 0; ///< 0: no head arrived
    QByteArray retryAfter; ///< the field as sent
    QByteArray body; ///< of a 2xx
    QString fault; ///< a transport fault, before or after the head; empty: none
    bool isTooLarge = false;
};

/// One connection to Morph and one request at a time on it. A manager of its own, because that is
/// the only way to close a connection of QNetworkAccessManager for certain. Used by MorphRouter.
class MorphLane final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MorphLane)

public:
    using Done = std::function<void(const MorphReply &)>;
    static constexpr qint64 kMaxBody = 64 * 1024;

    explicit MorphLane(QObject *parent = nullptr);
    ~MorphLane() override;

    /// Calls @p done once: at the head of anything but a 2xx, else when the body is complete or
    /// broken. Never from inside send(), never after drop(). The connection stays open until
    /// drop().
    void send(const MorphRequest &request, Done done);
    /// Forgets the request under way, if any, and closes the connection before it returns.
    void drop();

private:
    struct ReplyDeleter
    {
        void operator()(QNetworkReply *reply) const;
    };

    void readHead();
    void readBody();
    void finish();
    void deliver();

    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply, ReplyDeleter> m_reply;
    MorphReply m_result;
    Done m_done;
};

} // namespace proxy
