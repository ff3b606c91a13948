// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/script.h"
#include "tests/standins/wire.h"

#include <QHostAddress>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace standins {

/// One scripted answer of FakeMorph. The default is a proper one.
struct MorphAnswer
{
    enum class Kind {
        Classify, ///< the built-in classification
        Fixed, ///< status, headers and body as given
        Cut, ///< head and the first half of the body, then a reset
        CutBeforeHead, ///< a reset instead of an answer
        NeverAnswer,
        Garbage, ///< bytes that are no HTTP
    };

    Kind kind = Kind::Classify;
    int status = 200;
    QByteArray body {};
    WireHeaders headers {}; ///< beside Content-Type and Content-Length
    std::chrono::milliseconds delayBeforeHead {0};
    std::chrono::milliseconds delayBeforeBody {0}; ///< between head and body
};

struct FakeMorphOptions
{
    QHostAddress address {QHostAddress::LocalHost};
    quint16 port = 0;
    double timeScale = 1.0;
};

/// What the built-in classifier says to @p input: a marker [[easy]], [[medium]], [[hard]] or
/// [[needs_info]] wins; else words and length decide, the same way each time.
[[nodiscard]] QByteArray classifyInput(QByteArrayView input);

/// A fake of Morph's model router: POST /v1/router/{raw,anthropic,openai,gemini,classify,
/// multimodel}, any non-empty Bearer key. Lives on its own thread; every function may be called
/// from any other thread and returns when it took effect.
class FakeMorph final
{
public:
    using Millis = std::chrono::milliseconds;
    using Requests = std::vector<RecordedRequest>;
    static constexpr Millis kDeadline {10000};

    explicit FakeMorph(FakeMorphOptions options = {});
    ~FakeMorph();
    Q_DISABLE_COPY_MOVE(FakeMorph)

    [[nodiscard]] bool start();
    void stop();

    /// The next requests get these answers, in order; afterwards the lasting one.
    void answerNext(MorphAnswer answer);
    /// The lasting answer, until set again.
    void answerAll(MorphAnswer answer);
    /// Shorthand: every answer to /raw has that label.
    void answerWith(QByteArrayView difficulty);
    void setAccepting(bool accepting); ///< false: connects are refused
    void killIdleConnections(); ///< RST for every idle keep-alive connection
    void reset();

    [[nodiscard]] QString errorString() const;
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QUrl url() const;
    /// All requests whose head arrived, with arrival, answer and close times.
    [[nodiscard]] Requests recorded() const;
    [[nodiscard]] std::vector<RecordedConnection> connections() const;
    [[nodiscard]] int openConnections() const;

    bool waitUntil(const std::function<bool(const Requests &)> &done, Millis deadline = kDeadline);
    bool waitForRequests(size_t count, Millis deadline = kDeadline);
    bool waitForClientClose(size_t index, Millis deadline = kDeadline);

private:
    class Engine;
    template <typename F> auto onServer(F &&work) const;

    std::unique_ptr<Engine> m_engine;
};

} // namespace standins
