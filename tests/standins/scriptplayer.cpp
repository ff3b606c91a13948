// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/scriptplayer.h"

#include <algorithm>

namespace standins {

namespace {

bool isInterim(int status)
{
    return status >= 100 && status < 200 && status != 101;
}

bool hasNoBody(int status)
{
    return status < 200 || status == 204 || status == 304;
}

} // namespace

ScriptPlayer::ScriptPlayer(PlayerStage &stage, WireServices services)
    : m_stage(stage)
    , m_services(services)
{ }

void ScriptPlayer::play(Script script)
{
    stop();
    m_script = std::move(script);
    m_at = 0;
    m_pendingHead.clear();
    m_framing = WireFraming::None;
    const QByteArray wish = m_stage.request().header("Connection").toLower();
    m_keepAlive = m_stage.request().version == "HTTP/1.1" && !wish.contains("close");
    m_playing = true;
    run();
}

void ScriptPlayer::stop()
{
    ++m_generation;
    m_playing = false;
    m_progress = 0;
    m_timerArmed = m_timerFired = false;
}

void ScriptPlayer::poke()
{
    if (m_playing)
        run();
}

void ScriptPlayer::run()
{
    while (m_playing && m_at < m_script.size()) {
        const quint64 generation = m_generation;
        const Next next =
            std::visit([this](const auto &step) { return take(step); }, m_script[m_at]);
        // A step that ended the answer may have started the next script already.
        if (generation != m_generation || next == Next::Pause)
            return;
        if (next == Next::Stop) {
            m_playing = false;
            return;
        }
        ++m_at;
        ++m_generation;
        m_progress = 0;
        m_timerArmed = m_timerFired = false;
    }
}

std::function<void()> ScriptPlayer::resumption()
{
    m_timerArmed = true;
    return [this, generation = m_generation] {
        if (generation != m_generation)
            return;
        m_timerFired = true;
        run();
    };
}

ScriptPlayer::Next ScriptPlayer::take(const step::Wait &step)
{
    if (m_timerFired || step.period.count() == 0)
        return Next::Continue;
    if (!m_timerArmed)
        m_services.clock.after(step.period, m_stage.context(), resumption());
    return Next::Pause;
}

ScriptPlayer::Next ScriptPlayer::take(const step::ReadBody &step)
{
    m_stage.wantBody(step.bytes);
    const bool enough = step.bytes >= 0 && m_stage.bodyBytes() >= step.bytes;
    return enough || m_stage.bodyComplete() ? Next::Continue : Next::Pause;
}

ScriptPlayer::Next ScriptPlayer::take(const step::Head &step)
{
    if (isInterim(step.status)) {
        if (!m_stage.isWritable())
            return Next::Pause;
        m_stage.write(headBytes(step));
        return Next::Continue;
    }
    m_framing = step.framing;
    if (m_framing == WireFraming::Chunked && m_stage.request().version != "HTTP/1.1")
        m_framing = WireFraming::UntilClose;
    if (hasNoBody(step.status))
        m_framing = WireFraming::None;

    const bool bodyWillBeRead =
        std::any_of(m_script.begin() + static_cast<qsizetype>(m_at), m_script.end(),
                    [](const Step &s) { return std::holds_alternative<step::ReadBody>(s); });
    if (m_framing == WireFraming::UntilClose || (!m_stage.bodyComplete() && !bodyWillBeRead)
        || headerValue(step.headers, "Connection").toLower() == "close")
        m_keepAlive = false;
    m_pendingHead = headBytes(step);
    m_stage.headSent(step.status);
    if (m_stage.request().method == "HEAD")
        m_framing = WireFraming::None;
    return Next::Continue;
}

QByteArray ScriptPlayer::headBytes(const step::Head &head)
{
    QByteArray bytes = m_stage.request().version + ' ' + QByteArray::number(head.status) + ' '
                       + (head.reason.isEmpty() ? reasonOf(head.status) : head.reason) + "\r\n";
    for (const WireHeader &field : head.headers)
        bytes += field.name + ": " + field.value + "\r\n";
    if (isInterim(head.status))
        return bytes + "\r\n";
    if (m_framing == WireFraming::Chunked)
        bytes += "Transfer-Encoding: chunked\r\n";
    if (!m_keepAlive && headerCount(head.headers, "Connection") == 0)
        bytes += "Connection: close\r\n";
    return bytes + "\r\n";
}

QByteArray ScriptPlayer::framed(const QByteArray &payload) const
{
    if (m_stage.request().method == "HEAD" || payload.isEmpty())
        return {};
    if (m_framing != WireFraming::Chunked)
        return payload;
    return QByteArray::number(payload.size(), 16) + "\r\n" + payload + "\r\n";
}

void ScriptPlayer::writeOut(const QByteArray &bytes)
{
    m_stage.write(std::exchange(m_pendingHead, {}) + bytes);
}

ScriptPlayer::Next ScriptPlayer::repeat(const QByteArray &wire, int times)
{
    while (m_progress < times) {
        if (!m_stage.isWritable())
            return Next::Pause;
        ++m_progress;
        const quint64 generation = m_generation;
        writeOut(wire);
        if (generation != m_generation)
            return Next::Pause; // the client is gone
    }
    return Next::Continue;
}

ScriptPlayer::Next ScriptPlayer::take(const step::Send &step)
{
    return repeat(framed(step.bytes), step.repeat);
}

ScriptPlayer::Next ScriptPlayer::take(const step::SendRaw &step)
{
    return repeat(step.bytes, step.repeat);
}

ScriptPlayer::Next ScriptPlayer::take(const step::SendSplit &step)
{
    if (!m_pendingHead.isEmpty()) {
        if (!m_stage.isWritable())
            return Next::Pause;
        writeOut({});
    }
    const QByteArray wire = framed(step.bytes);
    size_t piece = 0;
    for (qsizetype at = 0; at < wire.size(); ++piece) {
        const size_t index = qMin(piece, step.sizes.size() - 1);
        const int size = qMax(1, step.sizes.at(index));
        if (at >= m_progress) {
            if (!m_stage.isWritable())
                return Next::Pause;
            m_progress = at + size;
            const quint64 generation = m_generation;
            writeOut(wire.mid(at, size));
            if (generation != m_generation)
                return Next::Pause;
        }
        at += size;
    }
    return Next::Continue;
}

ScriptPlayer::Next ScriptPlayer::take(const step::HoldUntil &step)
{
    if (m_timerFired)
        return Next::Continue;
    if (m_timerArmed)
        return Next::Pause;
    const bool free = m_services.permits.take(step.token, m_stage.context(), resumption());
    return free ? Next::Continue : Next::Pause;
}

ScriptPlayer::Next ScriptPlayer::take(const step::End &step)
{
    if (m_progress == 0) {
        if (!m_stage.isWritable())
            return Next::Pause;
        m_progress = 1;
        QByteArray last;
        if (m_framing == WireFraming::Chunked) {
            last = "0\r\n";
            for (const WireHeader &field : step.trailers)
                last += field.name + ": " + field.value + "\r\n";
            last += "\r\n";
        }
        const quint64 generation = m_generation;
        if (!last.isEmpty() || !m_pendingHead.isEmpty())
            writeOut(last);
        if (generation != m_generation)
            return Next::Pause;
    }
    if (!m_stage.isWritable())
        return Next::Pause;
    stop();
    m_stage.answerEnded(m_keepAlive);
    return Next::Stop;
}

ScriptPlayer::Next ScriptPlayer::take(const step::CloseFin &)
{
    if (!m_stage.isWritable())
        return Next::Pause;
    if (!m_pendingHead.isEmpty()) {
        writeOut({});
        return Next::Pause;
    }
    stop();
    m_stage.closeFin();
    return Next::Stop;
}

ScriptPlayer::Next ScriptPlayer::take(const step::CloseReset &)
{
    if (!m_stage.isWritable())
        return Next::Pause;
    stop();
    m_stage.closeReset();
    return Next::Stop;
}

ScriptPlayer::Next ScriptPlayer::take(const step::AwaitClientClose &step)
{
    m_stage.wantBody(-1);
    if (m_timerFired)
        return Next::Continue;
    if (!m_timerArmed)
        m_services.clock.after(step.period, m_stage.context(), resumption());
    return Next::Pause;
}

ScriptPlayer::Next ScriptPlayer::take(const step::Note &step)
{
    m_stage.note(step.text);
    return Next::Continue;
}

ScriptPlayer::Next ScriptPlayer::take(const step::Upgrade &step)
{
    if (!m_stage.isWritable())
        return Next::Pause;
    if (!m_pendingHead.isEmpty())
        writeOut({});
    stop();
    m_stage.upgrade(step.make());
    return Next::Stop;
}

} // namespace standins
