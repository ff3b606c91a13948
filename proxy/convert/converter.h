// SPDX-License-Identifier: LicenseRef-Private
// A sub-step of step 5 of 8: upstream request → upstream request in the upstream's dialect.
// Before: rewrite/. After: upstream/. Its counterpart inside RELAY: AnswerConverter.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/convert/answerconverter.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/core/error.h"
#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace proxy {

/// A request for an upstream of another dialect, and the converter of its answer.
struct ConvertedRequest
{
    UpstreamRequest request;
    std::unique_ptr<AnswerConverter> answer; ///< converts the answer to this request
    bool carriesReasoning = false; ///< it has reasoning_content, which some upstreams refuse
};

/// Converts one request to the upstream's dialect. convert() may be called again, for example for
/// the original body after the routed model refused. Plain value; pure.
class Converter final
{
public:
    /// Returns the converter for a request, or nullopt when it needs no conversion: with
    /// UpstreamDialect::Any, when both sides speak the same dialect, and on paths of neither
    /// dialect.
    [[nodiscard]] static std::optional<Converter> select(UpstreamDialect upstream,
                                                         const RequestHead &head);

    /// The dialect of error answers to the client. It differs from the path's dialect for
    /// /v1/models, which both dialects have.
    [[nodiscard]] Dialect clientDialect() const;

    /// Why no request of this call can be converted (NoUpstreamEqual); nullopt: some can.
    [[nodiscard]] std::optional<Error> refusal() const;

    /// Converts @p request as REWRITE made it. Its body must be buffered and without content
    /// coding.
    /// Errors: MalformedRequest (no JSON), NotConvertible (names the field; 400),
    /// NoUpstreamEqual (a call like count_tokens that the upstream's dialect does not have; 501).
    [[nodiscard]] Result<ConvertedRequest> convert(UpstreamRequest request,
                                                   const ConversionSettings &settings) const;

private:
    enum class Call { Message, Models, WithoutEqual };

    Converter(Call call, AnswerConverter::Client client)
        : m_call(call)
        , m_client(client)
    { }

    [[nodiscard]] Result<ConvertedRequest> convertMessage(UpstreamRequest request,
                                                          const ConversionSettings &settings) const;
    [[nodiscard]] ConvertedRequest convertModels(UpstreamRequest request) const;
    [[nodiscard]] Error noEqual() const;

    Call m_call;
    AnswerConverter::Client m_client;
};

} // namespace proxy
