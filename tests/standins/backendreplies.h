// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendstate.h"
#include "tests/standins/script.h"
#include "tests/standins/streams.h"

namespace standins {

inline constexpr const char *kGinJson = "application/json; charset=utf-8";
inline constexpr const char *kModelJson = "application/json"; // replies of model handlers

/// What every normal reply carries, in Go's order: the three CORS fields, Content-Type, Date.
[[nodiscard]] WireHeaders standardHeaders(const BackendState &state, const QByteArray &contentType);

/// A whole reply: Content-Length up to 2048 bytes, one chunk above, as net/http does.
[[nodiscard]] Script wholeReply(const BackendState &state, int status,
                                const QByteArray &contentType, const QByteArray &body,
                                const WireHeaders &further = {});
[[nodiscard]] Script notFound(const BackendState &state);

/// An error of the model handlers.
struct BackendError
{
    int status = 500;
    QByteArray message;
    QByteArray type = "server_error";
    QByteArray further {}; ///< `,"code":"…"` and the like
};
/// In the shape that this version uses on this path.
[[nodiscard]] Script errorReply(const BackendState &state, AnswerDialect dialect,
                                const BackendError &error);

/// How fast a stream goes (design numbers at time scale 1).
struct StreamTiming
{
    enum class Pace {
        Steady,
        Stall, ///< nothing more after three events
        Lockstep, ///< each write after the first takes a permit of "chatty"
    };
    std::chrono::milliseconds first {0};
    std::chrono::milliseconds between {0}; ///< events
    int deltas = 3;
    Pace pace = Pace::Steady;
};

[[nodiscard]] std::optional<StreamTiming> timingPreset(const QByteArray &name);
[[nodiscard]] QList<QByteArray> timingPresetNames();

[[nodiscard]] step::Head streamHead(const BackendState &state);
/// Head and events, each write its own chunk; without the end.
[[nodiscard]] Script streamBeginning(const BackendState &state, const StreamEvents &events,
                                     const StreamTiming &timing);

} // namespace standins
