// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <vector>

class QNetworkReply;

namespace ui {

/// Parses server-sent events. It keeps the bytes of an incomplete event.
class EventReader final
{
public:
    static constexpr qsizetype kMaxLine = 2 * 1024 * 1024;

    struct Event
    {
        QByteArray id;
        QByteArray name;
        QByteArray data;
    };

    /// Returns the events that @p bytes complete. A line over the limit drops the incomplete event.
    [[nodiscard]] std::vector<Event> feed(QByteArrayView bytes);
    void clear();

private:
    void takeLine(QByteArrayView line, std::vector<Event> &events);

    QByteArray m_partial;
    Event m_event;
};

/// Reads GET /router/events of another process. After a break it connects again and continues where
/// it stopped.
class EventStream final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EventStream)

public:
    EventStream(const QNetworkRequest &request, QObject *parent = nullptr);
    ~EventStream() override;

    void start();

Q_SIGNALS:
    /// New events have arrived. Emitted at most ten times a second.
    void exchangesArrived(const std::vector<proxy::Exchange> &exchanges);
    void exchangesLost(quint64 count);

private:
    void connectAgain();
    void read();
    void take(const EventReader::Event &event);
    void end();

    QNetworkAccessManager m_network;
    QNetworkRequest m_request;
    QPointer<QNetworkReply> m_reply;
    EventReader m_reader;
    QByteArray m_lastId;
    std::vector<proxy::Exchange> m_gathered;
    QTimer m_deliver;
    QTimer m_retry;
    std::chrono::milliseconds m_wait;
};

} // namespace ui
