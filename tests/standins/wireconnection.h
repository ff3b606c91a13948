// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/headparser.h"
#include "tests/standins/rawpeer.h"
#include "tests/standins/scriptplayer.h"
#include "tests/standins/wireserver.h"
#include "tests/standins/wiresocket.h"

#include <QObject>

#include <memory>

namespace standins {

/// One accepted connection: reads requests one after the other, asks the host what to do, has the
/// script played, records everything. Deletes itself when it is over.
class WireConnection final : public QObject, private WireSocketObserver, private PlayerStage
{
    Q_OBJECT

public:
    WireConnection(int id, qintptr descriptor, WireHost &host, WireServices services);
    ~WireConnection() override;
    Q_DISABLE_COPY_MOVE(WireConnection)

    [[nodiscard]] bool isIdle() const { return !m_answering && !m_reader.hasStarted(); }
    void resetNow();

private:
    class Link;

    void bytesArrived(QByteArrayView bytes) override;
    void drained() override;
    void ended(WireEnd how) override;

    // PlayerStage
    QObject *context() override { return this; }
    const RecordedRequest &request() const override { return m_request; }
    bool bodyComplete() const override;
    qint64 bodyBytes() const override { return m_reader.request().body.size(); }
    void wantBody(qint64 upTo) override;
    void write(const QByteArray &bytes) override;
    bool isWritable() const override { return m_socket.unsent() == 0; }
    void headSent(int status) override;
    void note(const QString &text) override;
    void answerEnded(bool keepAlive) override;
    void closeFin() override;
    void closeReset() override;
    void upgrade(std::unique_ptr<RawPeer> peer) override;

    void proceed();
    void startRequest();
    void answerBadRequest();
    void finishRequest();
    void nextRequest();
    void drainThenClose();
    void closeAfterAnswer();
    void over(WireEnd how);
    void publish(const std::function<void(RecordedRequest &)> &change);

    WireHost &m_host;
    WireServices m_services;
    WireSocket m_socket;
    RequestReader m_reader;
    ScriptPlayer m_player;
    std::unique_ptr<Link> m_link; ///< with m_peer
    std::unique_ptr<RawPeer> m_peer; ///< after an upgrade
    RecordedRequest m_request;
    RecordedConnection m_record;
    size_t m_index = 0; ///< of the current request in the recorder
    qint64 m_bodyWanted = -1; ///< -1: all of it
    qint64 m_writtenBefore = 0; ///< by earlier answers of this connection
    qint64 m_drainBudget = -1; ///< reading an unwanted body after an early answer
    bool m_recorded = false; ///< m_index is valid
    bool m_answering = false;
    bool m_askedForBody = false; ///< host wants the whole request first
    bool m_continued = false; ///< 100 Continue was sent
    bool m_over = false;
};

} // namespace standins
