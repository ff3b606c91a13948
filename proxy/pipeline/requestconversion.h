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

/// CONVERT for one exchange, a part of REWRITE and RELAY: converts the request to the upstream's
/// dialect and the answer to the client's. Usually both are the same, and it does nothing. Lives on
/// the worker thread.
class RequestConversion final
{
public:
    /// Gets the converted request, or the error that prevents it. It may destroy this object.
    using Done = std::function<void(Result<UpstreamRequest>)>;

    /// @p pool and @p worker are as for PoolWork. The converted answer is written to @p client,
    /// which must outlive this.
    RequestConversion(UpstreamDialect upstream, const RequestHead &head, ClientSink &client,
                      QThreadPool &pool, QObject &worker);
    Q_DISABLE_COPY_MOVE(RequestConversion)

    /// Whether this exchange must be converted.
    [[nodiscard]] bool isNeeded() const { return m_converter.has_value(); }
    /// Why this exchange can't be converted whatever its body is; nullopt: it may be.
    [[nodiscard]] std::optional<Error> refusal() const
    {
        return m_converter ? m_converter->refusal() : std::nullopt;
    }
    /// Whether convert() gives a body of this size, in bytes, to a pool thread.
    [[nodiscard]] static bool isForPool(qsizetype bodySize);
    /// Converts @p request. Called again with the original request when the routed model refused.
    /// @p done is called within convert(), or for a large body later from the event loop.
    void convert(UpstreamRequest request, const ConversionSettings &settings, Done done);
    /// Whether an answer with @p status may refuse the reasoning_content that was sent. Its body
    /// must then be held and given to learnsFrom().
    [[nodiscard]] bool mayLearnFrom(int status);
    /// Whether the held answer refuses reasoning_content. takeAgain() then returns the request.
    [[nodiscard]] bool learnsFrom(QByteArrayView payload);
    /// The request before its conversion, to be converted again without reasoning_content; nullopt
    /// unless learnsFrom() returned true. Returns it once.
    [[nodiscard]] std::optional<UpstreamRequest> takeAgain();
    /// Drops the conversion under way; its @p done is not called.
    void forget() { m_work.forget(); }

    /// The sink that RELAY writes the answer to: the client itself, or a ConvertingSink.
    [[nodiscard]] ClientSink &sink();
    /// The dialect of the answer to the client. @p ofPath is the dialect of the request's path.
    [[nodiscard]] Dialect clientDialect(Dialect ofPath) const;
    /// The dialect of the upstream's answer.
    [[nodiscard]] Dialect answerDialect(Dialect ofPath) const;
    /// Records what the conversion lost and the status that the client got.
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
