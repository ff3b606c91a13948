// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/rawpeer.h"
#include "tests/standins/script.h"
#include "tests/standins/wireserver.h"

#include <memory>

namespace standins {

/// What a script is played on: one request of one connection.
class PlayerStage
{
public:
    virtual ~PlayerStage() = default;
    virtual QObject *context() = 0; ///< dies with the connection
    virtual const RecordedRequest &request() const = 0;
    virtual bool bodyComplete() const = 0;
    virtual qint64 bodyBytes() const = 0;
    virtual void wantBody(qint64 upTo) = 0; ///< -1: all
    virtual void write(const QByteArray &bytes) = 0;
    virtual bool isWritable() const = 0; ///< everything written is in the kernel's hands
    virtual void headSent(int status) = 0;
    virtual void note(const QString &text) = 0;
    virtual void answerEnded(bool keepAlive) = 0;
    virtual void closeFin() = 0;
    virtual void closeReset() = 0;
    virtual void upgrade(std::unique_ptr<RawPeer> peer) = 0;
};

/// Plays one script after the other, step by step: each write waits until the one before it is in
/// the kernel's hands, so that write boundaries are kept and memory stays small.
class ScriptPlayer final
{
public:
    ScriptPlayer(PlayerStage &stage, WireServices services);

    void play(Script script);
    void stop(); ///< forgets the script; nothing more is called
    void poke(); ///< something the player may wait for happened: writable, body bytes
    [[nodiscard]] bool isPlaying() const { return m_playing; }

private:
    enum class Next { Continue, Pause, Stop };

    void run();
    Next take(const step::Wait &step);
    Next take(const step::ReadBody &step);
    Next take(const step::Head &step);
    Next take(const step::Send &step);
    Next take(const step::SendSplit &step);
    Next take(const step::SendRaw &step);
    Next take(const step::HoldUntil &step);
    Next take(const step::End &step);
    Next take(const step::CloseFin &step);
    Next take(const step::CloseReset &step);
    Next take(const step::AwaitClientClose &step);
    Next take(const step::Note &step);
    Next take(const step::Upgrade &step);

    Next repeat(const QByteArray &wire, int times);
    QByteArray headBytes(const step::Head &head);
    [[nodiscard]] QByteArray framed(const QByteArray &payload) const;
    void writeOut(const QByteArray &bytes);
    std::function<void()> resumption();

    PlayerStage &m_stage;
    WireServices m_services;
    Script m_script;
    size_t m_at = 0;
    qsizetype m_progress = 0; ///< inside a step that takes several writes
    quint64 m_generation = 0; ///< late timers of an earlier step are ignored
    QByteArray m_pendingHead;
    WireFraming m_framing = WireFraming::None;
    bool m_keepAlive = true;
    bool m_timerArmed = false;
    bool m_timerFired = false;
    bool m_playing = false;
};

} // namespace standins
