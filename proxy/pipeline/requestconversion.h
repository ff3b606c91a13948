// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/converter.h"
#include "proxy/core/error.h"
#include "proxy/exchange/exchange.h"
#include "proxy/message/clientsink.h"
#include "proxy/pipeline/convertingsink.h"
#include "proxy/pipeline/poolwork.h"

#include <functional>
#include <optional>

namespace proxy {

/// CONVERT, a sub-step of REWRITE and RELAY, for one exchange: makes the upstream's dialect of the
/// request, and the client's of the answer. Does nothing where both speak the same one, the usual
/// case. Belongs to the worker thread.
class RequestConversion final
{
public:
    /// The converted request, or why it has no equal. It may destroy the conversion.
    using Done = std::function<void(Result<UpstreamRequest>)>;

    /// @p pool and @p worker as for PoolWork. @p client is where the converted answer goes; it must
    /// outlive this.
    RequestConversion(UpstreamDialect upstream, const RequestHead &head, ClientSink &client,
                      QThreadPool &pool, QObject &worker);
    Q_DISABLE_COPY_MOVE(RequestConversion)

    /// Whether this exchange is converted; the other functions then say something new.
    [[nodiscard]] bool isNeeded() const { return m_converter.has_value(); }
    /// Whether convert() gives a body of this many bytes to a pool thread.
    [[nodiscard]] static bool isForPool(qsizetype bodySize);
    /// Converts @p request. Once, and again with the original after a refused routed model. @p done
    /// comes from inside convert(), or, with a large body, later from the event loop.
    void convert(UpstreamRequest request, const ConversionSettings &settings, Done done);
    /// Whether an answer of that status may be a refusal of reasoning_content that was sent: its
    /// body is to be held for learnsFrom().
    [[nodiscard]] bool mayLearnFrom(int status);
    /// The held answer refuses it, so that takeAgain() gives the request to be converted once more
    /// without. Nothing is billed for such an answer.
    [[nodiscard]] bool learnsFrom(QByteArrayView payload);
    /// nullopt: learnsFrom() did not say so. Once.
    [[nodiscard]] std::optional<UpstreamRequest> takeAgain();
    /// The conversion under way is not waited for any more; @p done does not come.
    void forget() { m_work.forget(); }

    /// Where RELAY writes the answer: the client itself, or what converts for it.
    [[nodiscard]] ClientSink &sink();
    /// In which the client is answered. @p ofPath: the dialect of the request's path.
    [[nodiscard]] Dialect clientDialect(Dialect ofPath) const;
    /// In which the upstream answers.
    [[nodiscard]] Dialect answerDialect(Dialect ofPath) const;
    /// Notes what was lost, and the status that the client got.
    void noteEnd(Exchange &exchange) const;

private:
    void take(Result<ConvertedRequest> converted, const Done &done);

    static constexpr QByteArrayView kReasoning = "reasoning_content";

    ClientSink &m_client;
    std::optional<Converter> m_converter;
    std::optional<ConvertingSink> m_sink; ///< nullopt: nothing was converted yet
    PoolWork m_work;
    std::optional<UpstreamRequest> m_before; ///< of what went out with kReasoning in it
    bool m_hasLearnt = false;
};

} // namespace proxy
